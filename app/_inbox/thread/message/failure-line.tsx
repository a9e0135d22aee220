"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { lazy, Suspense } from "react";
import { cn } from "@/app/_lib/class-names";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useReasonText } from "@/app/_shared/message/use-reason-text";
import { warn } from "@/app/_ui/overlay/toast";
import type { MessageDto } from "@/server/contract/_shared/dto";

/** Few failed messages have one. */
const PlannedRetry = lazy(() =>
  import("@/app/_shared/message/planned-retry").then((m) => ({ default: m.PlannedRetry })),
);

/** Why a message failed, or that its result is unknown, and a button to resend it. */
export function FailureLine({ message }: { message: MessageDto }) {
  const t = useTranslations("thread");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const reasonText = useReasonText();
  const retry = useMutation(
    trpc.messages.retry.mutationOptions({
      onError: (error) => warn({ text: t("notSentAgain"), detail: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.messages.timeline.pathFilter()),
    }),
  );
  const failure = message.externalError === null ? t("failedUnknown") : reasonText(message.externalError);
  const reason = message.unconfirmed ? t("unconfirmed") : failure;
  return (
    <p
      className={cn(
        "mt-1 flex max-w-full flex-wrap items-center justify-end gap-x-2.5 text-sm",
        message.unconfirmed ? "text-warn" : "text-bad",
      )}
    >
      <span>
        <bdi>{reason}</bdi>
        {message.attempt > 1 ? ` · ${t("attempts", { count: message.attempt })}` : null}
      </span>
      {message.retryAt === null ? null : (
        <Suspense fallback={null}>
          <PlannedRetry messageId={message.id} at={message.retryAt} />
        </Suspense>
      )}
      <button
        type="button"
        disabled={retry.isPending}
        onClick={() => retry.mutate({ messageId: message.id })}
        className="rounded-xs font-semibold underline underline-offset-2"
      >
        {retry.isPending ? t("sendingAgain") : t(message.retryAt === null ? "sendAgain" : "sendNow")}
      </button>
    </p>
  );
}
