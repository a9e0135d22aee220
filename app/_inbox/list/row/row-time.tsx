"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import type { ConversationDto } from "@/server/contract/_shared/dto";

/** A shorter wait is not shown. */
const WAITS_MS = 5 * 60_000;

/** The time of the last activity; if the customer waits for an answer, how long. */
export function RowTime({ conversation }: { conversation: ConversationDto }) {
  const t = useTranslations("list");
  const times = useTimes();
  const now = useNow();
  const { status, waitingSince, lastActivityAt } = conversation;
  if (status === "open" && waitingSince !== null && now - Date.parse(waitingSince) >= WAITS_MS) {
    return (
      <time
        dateTime={waitingSince}
        title={times.moment(waitingSince)}
        className="shrink-0 font-medium text-warn text-xs"
      >
        {t("waits", { time: times.since(waitingSince, now) })}
      </time>
    );
  }
  return (
    <time
      dateTime={lastActivityAt}
      title={times.moment(lastActivityAt)}
      className="shrink-0 text-muted text-xs"
    >
      {times.ago(lastActivityAt, now) || t("now")}
    </time>
  );
}
