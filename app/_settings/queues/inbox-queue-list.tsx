"use client";

import type { InfiniteData, UseInfiniteQueryResult, UseMutationOptions } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Section } from "@/app/_settings/health/section";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";
import { Select } from "@/app/_ui/select";
import type { QueueChangeDto, SendQueueDto } from "@/server/contract/queue/queue";
import { DiscardDialog, type Discarded, QueueCard } from "./queue-card";
import { NothingWaits, QueuedList } from "./queued-list";
import type { QueueView } from "./queues";
import { useRetry } from "./use-retry";

/** The actions on one row; `name`: of its conversation. */
export type RowActions<TOne> = {
  isPending: boolean;
  onRetry: (one: TOne) => void;
  onDiscard: (one: TOne, name: string) => void;
};

type OfInbox = { inboxId: number };

type InboxQueueListProps<T, TOne extends object, TError> = {
  of: "sends" | "messageChanges";
  queues: readonly SendQueueDto[];
  view: QueueView;
  onShow: (patch: Partial<QueueView>) => void;
  list: UseInfiniteQueryResult<InfiniteData<{ data: T[] }>, unknown>;
  retry: UseMutationOptions<QueueChangeDto, TError, TOne | OfInbox>;
  discard: UseMutationOptions<QueueChangeDto, TError, (TOne | OfInbox) & { reason: string | null }>;
  row: (item: T, actions: RowActions<TOne>) => ReactNode;
};

/** A queue of inboxes: what waits by inbox, and each row of it. */
export function InboxQueueList<T, TOne extends object, TError>({
  of,
  queues,
  view,
  onShow,
  list,
  retry: retryOptions,
  discard,
  row,
}: InboxQueueListProps<T, TOne, TError>) {
  const t = useTranslations("settings.queues");
  const [discarded, setDiscarded] = useState<Discarded<TOne | OfInbox> | null>(null);
  const retry = useRetry(retryOptions);
  const actions: RowActions<TOne> = {
    isPending: retry.isPending,
    onRetry: (one) => retry.mutate(one),
    onDiscard: (target, name) => setDiscarded({ target, name, isAll: false }),
  };
  return (
    <div className="flex flex-col gap-8">
      <Section title={t("byInbox")}>
        {queues.length === 0 ? <NothingWaits /> : null}
        <ul className="overflow-hidden rounded-m border border-line empty:hidden">
          {queues.map((queue) => (
            <QueueCard
              key={queue.inboxId}
              title={<InboxLink inboxId={queue.inboxId} name={queue.name} />}
              name={queue.name}
              queue={queue}
              isPending={retry.isPending}
              onRetry={() => retry.mutate({ inboxId: queue.inboxId })}
              onDiscard={() =>
                setDiscarded({ target: { inboxId: queue.inboxId }, name: queue.name, isAll: true })
              }
            />
          ))}
        </ul>
      </Section>
      {queues.length > 0 ? (
        <Section
          title={t(`queues.${of}`)}
          action={
            <Select
              aria-label={t("inbox")}
              value={view.inboxId}
              options={[
                { value: null, label: t("allInboxes") },
                ...queues.map(({ inboxId, name }) => ({ value: inboxId, label: name })),
              ]}
              onChange={(inboxId) => onShow({ inboxId })}
              className="w-60 max-w-full"
            />
          }
        >
          <QueuedList label={t(`queues.${of}`)} list={list} row={(item) => row(item, actions)} />
        </Section>
      ) : null}
      {discarded ? (
        <DiscardDialog of={of} discarded={discarded} discard={discard} onClose={() => setDiscarded(null)} />
      ) : null}
    </div>
  );
}

function InboxLink({ inboxId, name }: { inboxId: number; name: string }) {
  return (
    <Link
      href={inboxHref(inboxId, "connection")}
      className="flex min-w-0 items-center gap-1.5 hover:underline"
    >
      <InboxDot inboxId={inboxId} />
      <bdi className="min-w-0 wrap-anywhere">{name}</bdi>
    </Link>
  );
}
