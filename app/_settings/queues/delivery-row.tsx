"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { Chip } from "@/app/_ui/display/chip";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { UNANSWERED } from "@/server/contract/inbox/test-call-constants";
import type { QueuedDeliveryDto } from "@/server/contract/queue/queue";
import { ConversationLink, QueuedRow } from "./queued-row";

type DeliveryRowProps = {
  delivery: QueuedDeliveryDto;
  isPending: boolean;
  onRetry: () => void;
  onDiscard: () => void;
};

/** A delivery that waits, is in flight or failed. A failed one is replayed: its retry is a new delivery with the same ID. */
export function DeliveryRow({ delivery, isPending, onRetry, onDiscard }: DeliveryRowProps) {
  const t = useTranslations("settings.queues");
  const trpc = useTRPC();
  const log = useTranslations("settings.webhooks.log");
  const errorText = useErrorText();
  const replay = useMutation(
    trpc.webhooks.replay.mutationOptions({
      onSuccess: () => notify({ text: log("replayed") }),
      onError: (error) => warn({ text: log("notReplayed"), detail: errorText(error) }),
    }),
  );
  const {
    id: deliveryId,
    endpointId,
    type,
    displayId,
    contactName,
    state,
    tries,
    createdAt,
    dueAt,
    isTest,
    isReplay,
  } = delivery;
  const isWaiting = state === "due" || state === "waiting";
  const sendAgain = () => replay.mutate({ endpointId, replay: { deliveryId } });
  return (
    <QueuedRow
      name={type}
      state={state}
      marks={
        <>
          {displayId === null ? null : <ConversationLink displayId={displayId} name={contactName ?? ""} />}
          {isTest ? <Chip>{t("isTest")}</Chip> : null}
          {isReplay ? <Chip>{t("isReplay")}</Chip> : null}
        </>
      }
      tries={tries}
      createdAt={createdAt}
      dueAt={dueAt}
      error={useDeliveryError(delivery)}
      isPending={isPending || replay.isPending}
      onRetry={isWaiting ? onRetry : state === "failed" ? sendAgain : undefined}
      onDiscard={isWaiting ? onDiscard : undefined}
    >
      <Link
        href={`/settings/webhooks/${endpointId}`}
        dir="ltr"
        className="font-mono text-sm hover:underline wrap-anywhere"
      >
        {type}
      </Link>
    </QueuedRow>
  );
}

/** Why the last try failed: the status and the beginning of the answer, or why there was none. */
function useDeliveryError({ lastStatus, lastFault, lastError }: QueuedDeliveryDto): string | null {
  const t = useTranslations("settings.webhooks.try");
  if (lastStatus !== null)
    return [t("answered", { status: lastStatus }), lastError].filter(Boolean).join(" ");
  const known = UNANSWERED.find((one) => one === lastFault);
  return known ? t(`fault.${known}`) : lastError;
}
