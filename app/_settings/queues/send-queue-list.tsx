"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { Section } from "@/app/_settings/health/section";
import { queuedSendsOf } from "@/app/_settings/queries";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { inboxHref } from "@/app/_shared/inbox/inbox-tab";
import { Chip } from "@/app/_ui/display/chip";
import { Select } from "@/app/_ui/select";
import type { QueuedSendDto, SendQueueDto } from "@/server/contract/queue/queue";
import { DiscardDialog, type Discarded } from "./discard-dialog";
import { QueueCard } from "./queue-card";
import { NothingWaits, QueuedList } from "./queued-list";
import { ConversationLink, QueuedRow } from "./queued-row";
import type { QueueView } from "./queues";
import { useRetry } from "./use-retry";

type Target = { sendId: number } | { inboxId: number };
type SendQueueListProps = {
  queues: readonly SendQueueDto[];
  view: QueueView;
  onShow: (patch: Partial<QueueView>) => void;
};

/** Messages on their way to the programs behind inboxes: by inbox, and each of them. */
export function SendQueueList({ queues, view, onShow }: SendQueueListProps) {
  const t = useTranslations("settings.queues");
  const trpc = useTRPC();
  const [discarded, setDiscarded] = useState<Discarded<Target> | null>(null);
  const retry = useRetry(trpc.queues.retrySends.mutationOptions());
  const list = useInfiniteQuery({
    ...queuedSendsOf(trpc, view.inboxId),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="flex flex-col gap-8">
      <Section title={t("byInbox")}>
        {queues.length === 0 ? <NothingWaits /> : null}
        <ul className="overflow-hidden rounded-m border border-line empty:hidden">
          {queues.map((queue) => (
            <QueueCard
              key={queue.inboxId}
              title={
                <Link
                  href={inboxHref(queue.inboxId, "connection")}
                  className="flex min-w-0 items-center gap-1.5 hover:underline"
                >
                  <InboxDot inboxId={queue.inboxId} />
                  <bdi className="min-w-0 wrap-anywhere">{queue.name}</bdi>
                </Link>
              }
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
          title={t("queues.sends")}
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
          <QueuedList
            label={t("queues.sends")}
            list={list}
            row={(send) => (
              <SendRow
                key={send.id}
                send={send}
                isPending={retry.isPending}
                onRetry={() => retry.mutate({ sendId: send.id })}
                onDiscard={(name) => setDiscarded({ target: { sendId: send.id }, name, isAll: false })}
              />
            )}
          />
        </Section>
      ) : null}
      {discarded ? (
        <DiscardDialog
          of="sends"
          discarded={discarded}
          discard={trpc.queues.discardSends.mutationOptions()}
          onClose={() => setDiscarded(null)}
        />
      ) : null}
    </div>
  );
}

type SendRowProps = {
  send: QueuedSendDto;
  isPending: boolean;
  onRetry: () => void;
  onDiscard: (name: string) => void;
};

function SendRow({ send, isPending, onRetry, onDiscard }: SendRowProps) {
  const t = useTranslations("settings.queues");
  const { inboxId, displayId, contactName, state, tries, createdAt, dueAt, lastError, mayHaveArrived } = send;
  const name = contactName ?? t("someConversation");
  const isFree = state !== "in_flight";
  return (
    <QueuedRow
      name={name}
      state={state}
      marks={mayHaveArrived && isFree ? <Chip tone="warn">{t("mayHaveArrived")}</Chip> : null}
      tries={tries}
      createdAt={createdAt}
      dueAt={dueAt}
      error={lastError}
      isPending={isPending}
      onRetry={isFree ? onRetry : undefined}
      onDiscard={isFree ? () => onDiscard(name) : undefined}
    >
      <InboxDot inboxId={inboxId} />
      <ConversationLink displayId={displayId} name={name} />
    </QueuedRow>
  );
}
