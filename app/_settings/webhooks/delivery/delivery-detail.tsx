"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { POLL_INTERVAL_MS } from "@/app/_settings/webhooks/webhook";
import { LoadState } from "@/app/_shared/load-state";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Button } from "@/app/_ui/button";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { RequestText } from "./request-text";
import { TryLine } from "./try-line";

/** A delivery's tries, its request, and a button that sends it again. */
export function DeliveryDetail({ deliveryId }: { deliveryId: number }) {
  const t = useTranslations("settings.webhooks.log");
  const trpc = useTRPC();
  const actorName = useActorName();
  const { data, error, refetch } = useQuery(
    trpc.webhooks.delivery.queryOptions(
      { deliveryId },
      { refetchInterval: ({ state }) => (state.data?.state === "waiting" ? POLL_INTERVAL_MS : false) },
    ),
  );
  if (!data)
    return (
      <div className="px-4 py-3">
        <LoadState error={error} onRetry={refetch} />
      </div>
    );
  return (
    <div className="flex flex-col gap-4 border-line border-t bg-bg px-4 py-4">
      {data.discardedBy ? <p>{t("discardedBy", { who: actorName(data.discardedBy) })}</p> : null}
      {data.droppedReason === null || data.discardedBy ? null : <p>{t(`dropped.${data.droppedReason}`)}</p>}
      {data.attempts.length === 0 ? (
        <p className="text-muted">{t("noTries")}</p>
      ) : (
        <ol aria-label={t("attempts")} className="flex flex-col gap-3">
          {data.attempts.map((attempt) => (
            <li key={`${attempt.number} ${attempt.at}`}>
              <TryLine attempt={attempt} />
            </li>
          ))}
        </ol>
      )}
      <Replay endpointId={data.endpointId} deliveryId={deliveryId} />
      {data.request ? (
        <details>
          <summary className="cursor-pointer font-medium">{t("request")}</summary>
          <p className="mt-1 mb-2 text-muted text-sm">{t("requestHint", { id: data.eventId })}</p>
          <RequestText request={data.request} />
        </details>
      ) : (
        <p className="text-muted">{t("noRequest")}</p>
      )}
    </div>
  );
}

function Replay({ endpointId, deliveryId }: { endpointId: number; deliveryId: number }) {
  const t = useTranslations("settings.webhooks.log");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const replay = useMutation(
    trpc.webhooks.replay.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.webhooks.deliveries.pathFilter());
        notify({ text: t("replayed") });
      },
      onError: (error) => warn({ text: t("notReplayed"), detail: errorText(error) }),
    }),
  );
  return (
    <Button
      size="sm"
      className="self-start"
      disabled={replay.isPending}
      onClick={() => replay.mutate({ endpointId, replay: { deliveryId } })}
    >
      <RotateCcw size={14} aria-hidden />
      {t("replay")}
    </Button>
  );
}
