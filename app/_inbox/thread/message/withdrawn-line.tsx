"use client";

import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import type { MessageDto } from "@/server/contract/_shared/dto";

/** The place of a message that was taken back before it left. */
export function WithdrawnLine({ message, at }: { message: MessageDto; at: string }) {
  const t = useTranslations("thread");
  const times = useTimes();
  const actorName = useActorName();
  return (
    <p className="flex items-center justify-end gap-1.5 py-1 text-muted text-sm" data-message-id={message.id}>
      <Undo2 size={13} aria-hidden className="shrink-0" />
      <bdi>{t("withdrawn", { who: actorName(message.sender) })}</bdi>
      <time dateTime={at} title={times.moment(at)} className="shrink-0 text-faint">
        {times.clock(at)}
      </time>
    </p>
  );
}
