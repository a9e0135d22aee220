"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useInbox } from "@/app/_shared/use-inbox";
import type { UndeliveredFilter } from "./queries";

/** Names what the list is limited to, with a link to all; nothing without a limit. */
export function FilterLine({ filter: { error, inboxId } }: { filter: UndeliveredFilter }) {
  const t = useTranslations("undelivered");
  const inbox = useInbox(inboxId);
  if (error === null && inboxId === null) return null;
  return (
    <p className="flex shrink-0 flex-wrap items-baseline gap-x-3 border-line border-b bg-accent-soft px-3.5 py-2">
      <span className="min-w-0 wrap-anywhere">
        {error === null ? null : t("withError", { error })}{" "}
        {inbox ? t("ofInbox", { inbox: inbox.name }) : null}
      </span>
      <Link href="/not-delivered" prefetch={false} className="font-semibold text-accent hover:underline">
        {t("showAll")}
      </Link>
    </p>
  );
}
