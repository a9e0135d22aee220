"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useNow } from "@/app/_lib/times/use-now";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";

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
      <time dateTime={at} title={times.precise(at)} className="text-muted">
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

/** Cancels the planned attempt of a failed message, and says so if that fails. */
export function useCancelRetry() {
  const t = useTranslations("plannedRetry");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  return useMutation(
    trpc.messages.cancelRetry.mutationOptions({
      onError: (error) => warn({ text: t("notCancelled"), detail: errorText(error) }),
      onSettled: () =>
        Promise.all([
          queryClient.invalidateQueries(trpc.messages.timeline.pathFilter()),
          queryClient.invalidateQueries(trpc.undelivered.pathFilter()),
        ]),
    }),
  );
}
