"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import type { MessageDto } from "@/server/contract/_shared/dto";

/** The place of a deleted message, and who deleted it. */
export function DeletedLine({ message, at }: { message: MessageDto; at: string }) {
  const t = useTranslations("thread.deleted");
  const times = useTimes();
  const actorName = useActorName();
  const who = actorName(message.deletedBy ?? message.sender);
  return (
    <p className="flex items-center justify-end gap-1.5 py-1 text-muted text-sm" data-message-id={message.id}>
      <Trash2 size={13} aria-hidden className="shrink-0" />
      <bdi>{message.kind === "note" ? t("noteBy", { who }) : t("messageBy", { who })}</bdi>
      <time dateTime={at} title={times.moment(at)} className="shrink-0 text-faint">
        {times.clock(at)}
      </time>
    </p>
  );
}
