"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { Section } from "@/app/_settings/health/section";
import { queuedDeliveriesOf } from "@/app/_settings/queries";
import { Segmented } from "@/app/_ui/segmented";
import { Select } from "@/app/_ui/select";
import { DELIVERY_QUEUES } from "@/server/contract/queue/constants";
import type { DeliveryQueueDto } from "@/server/contract/queue/queue";
import { DeliveryRow } from "./delivery-row";
import { DiscardDialog, type Discarded } from "./discard-dialog";
import { QueueCard } from "./queue-card";
import { NothingWaits, QueuedList } from "./queued-list";
import type { QueueView } from "./queues";
import { useRetry } from "./use-retry";

type Target = { deliveryId: number } | { endpointId: number };
type DeliveryQueueListProps = {
  queues: readonly DeliveryQueueDto[];
  view: QueueView;
  onShow: (patch: Partial<QueueView>) => void;
};

/** Webhook deliveries that wait or failed: by endpoint, and each of them. */
export function DeliveryQueueList({ queues, view, onShow }: DeliveryQueueListProps) {
  const t = useTranslations("settings.queues");
  const trpc = useTRPC();
  const [discarded, setDiscarded] = useState<Discarded<Target> | null>(null);
  const retry = useRetry(trpc.queues.retryDeliveries.mutationOptions());
  const list = useInfiniteQuery({
    ...queuedDeliveriesOf(trpc, view),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="flex flex-col gap-8">
      <Section title={t("byEndpoint")}>
        {queues.length === 0 ? <NothingWaits /> : null}
        <ul className="overflow-hidden rounded-m border border-line empty:hidden">
          {queues.map((queue) => (
            <EndpointCard
              key={queue.endpointId}
              queue={queue}
              isPending={retry.isPending}
              onRetry={() => retry.mutate({ endpointId: queue.endpointId })}
              onDiscard={(name) =>
                setDiscarded({ target: { endpointId: queue.endpointId }, name, isAll: true })
              }
            />
          ))}
        </ul>
      </Section>
      <Section
        title={t("queues.deliveries")}
        action={<Filters queues={queues} view={view} onShow={onShow} />}
      >
        <QueuedList
          label={t("queues.deliveries")}
          list={list}
          row={(delivery) => (
            <DeliveryRow
              key={delivery.id}
              delivery={delivery}
              isPending={retry.isPending}
              onRetry={() => retry.mutate({ deliveryId: delivery.id })}
              onDiscard={() =>
                setDiscarded({ target: { deliveryId: delivery.id }, name: delivery.type, isAll: false })
              }
            />
          )}
        />
      </Section>
      {discarded ? (
        <DiscardDialog
          of="deliveries"
          discarded={discarded}
          discard={trpc.queues.discardDeliveries.mutationOptions()}
          onClose={() => setDiscarded(null)}
        />
      ) : null}
    </div>
  );
}

type EndpointCardProps = {
  queue: DeliveryQueueDto;
  isPending: boolean;
  onRetry: () => void;
  onDiscard: (name: string) => void;
};

function EndpointCard({ queue, isPending, onRetry, onDiscard }: EndpointCardProps) {
  const t = useTranslations("settings.queues");
  const isDisabled = queue.state === "disabled";
  const name = queue.name ?? queue.url;
  return (
    <QueueCard
      title={
        <Link
          href={`/settings/webhooks/${queue.endpointId}`}
          dir={queue.name === null ? "ltr" : "auto"}
          className="min-w-0 hover:underline wrap-anywhere"
        >
          {name}
        </Link>
      }
      name={name}
      queue={queue}
      note={isDisabled ? t("disabled") : null}
      canRetry={!isDisabled}
      isPending={isPending}
      onRetry={onRetry}
      onDiscard={() => onDiscard(name)}
    />
  );
}

function Filters({ queues, view, onShow }: DeliveryQueueListProps) {
  const t = useTranslations("settings.queues");
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Segmented
        label={t("state")}
        value={view.deliveries}
        onChange={(deliveries) => onShow({ deliveries })}
        options={DELIVERY_QUEUES.map((value) => ({ value, label: t(`states.${value}`) }))}
      />
      <Select
        aria-label={t("endpoint")}
        value={view.endpointId}
        options={[
          { value: null, label: t("allEndpoints") },
          ...queues.map(({ endpointId, name, url }) => ({ value: endpointId, label: name ?? url })),
        ]}
        onChange={(endpointId) => onShow({ endpointId })}
        className="w-60 max-w-full"
      />
    </span>
  );
}
