"use client";

import { useTranslations } from "next-intl";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { InboxDot } from "./inbox-dot";

/** The inbox of a conversation in a list: its dot, and its name where the list is wide enough. */
export function InboxMark({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("list");
  return (
    <span
      title={inbox.name}
      className="flex max-w-28 shrink-0 items-center gap-1.5 self-center text-faint text-xs"
    >
      <InboxDot inboxId={inbox.id} />
      <span className="sr-only">{t("inInbox", { name: inbox.name })}</span>
      <span aria-hidden className="hidden truncate @[30rem]/list:inline">
        {inbox.name}
      </span>
    </span>
  );
}
