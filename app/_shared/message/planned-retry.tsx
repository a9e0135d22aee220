"use client";

import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { useCancelRetry } from "./use-cancel-retry";

const MINUTE_MS = 60_000;

type PlannedRetryProps = { messageId: number /** ISO 8601. */; at: string };

/** When a failed message is sent again automatically, and a button that cancels it. */
export function PlannedRetry({ messageId, at }: PlannedRetryProps) {
  const t = useTranslations("plannedRetry");
  const times = useTimes();
  const now = useNow();
  const cancel = useCancelRetry();
  const isSoon = Date.parse(at) - now < MINUTE_MS;
  return (
    <>
      <time dateTime={at} title={times.seconds(at)} className="text-muted">
        {isSoon ? t("soon") : t("in", { time: times.since(new Date(now).toISOString(), Date.parse(at)) })}
      </time>
      <button
        type="button"
        disabled={cancel.isPending}
        onClick={() => cancel.mutate({ messageId })}
        className="rounded-xs text-muted underline underline-offset-2"
      >
        {t("cancel")}
      </button>
    </>
  );
}
