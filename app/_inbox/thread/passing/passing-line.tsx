"use client";

import { useTranslations } from "next-intl";
import type { PassingMessage } from "@/app/_inbox/thread/items/thread-item";
import { useTimes } from "@/app/_lib/times/times";

/** A command or ephemeral message: marked, since no reload of a customer shows it. */
export function PassingLine({ passing }: { passing: PassingMessage }) {
  const t = useTranslations("thread");
  const times = useTimes();
  const { content, contentAttributes, sender, createdAt, received } = passing;
  const attributes = Object.keys(contentAttributes).length > 0 ? JSON.stringify(contentAttributes) : "";
  return (
    <div
      className="mx-auto max-w-prose rounded-s border border-line border-dashed px-3 py-1.5 text-muted text-sm"
      data-passing={received ? "command" : "ephemeral"}
    >
      <p className="flex flex-wrap gap-x-2 text-xs">
        <span className="font-medium">{t("notStored")}</span>
        {sender.name === null ? null : <bdi>{sender.name}</bdi>}
        <span>{received ? t("receivedBy", received) : t("onlineOnly")}</span>
        <time dateTime={createdAt} title={times.moment(createdAt)} className="text-faint">
          {times.clock(createdAt)}
        </time>
      </p>
      {content === "" ? null : <p className="wrap-anywhere">{content}</p>}
      {attributes === "" ? null : <code className="wrap-anywhere line-clamp-3 text-xs">{attributes}</code>}
    </div>
  );
}
