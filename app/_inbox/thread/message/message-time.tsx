"use client";

import { useTranslations } from "next-intl";
import type { MouseEvent } from "react";
import { useOpenThread } from "@/app/_inbox/thread/open-thread";
import { useCopyLink } from "@/app/_inbox/use-copy-link";
import { useTimes } from "@/app/_lib/times/times";
import { messageHref } from "@/app/_shared/message/linked-message";
import type { MessageDto } from "@/server/contract/_shared/dto";

type MessageTimeProps = { message: Pick<MessageDto, "number" | "createdAt"> };

/** When a message was written, as a real link to it; a plain click copies the link. */
export function MessageTime({ message: { number, createdAt } }: MessageTimeProps) {
  const { displayId } = useOpenThread();
  const t = useTranslations("link");
  const times = useTimes();
  const copyLink = useCopyLink();
  const href = messageHref(displayId, number);
  const copy = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    copyLink(href);
  };
  const time = times.moment(createdAt);
  return (
    <a
      href={href}
      onClick={copy}
      title={t("copyMessage", { time })}
      aria-label={t("copyMessage", { time })}
      className="whitespace-nowrap rounded-xs hover:underline"
    >
      <time dateTime={createdAt}>{times.clock(createdAt)}</time>
    </a>
  );
}
