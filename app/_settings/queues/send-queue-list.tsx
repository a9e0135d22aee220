"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { queuedSendsOf } from "@/app/_settings/queries";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { useReasonText } from "@/app/_shared/message/message-tick";
import { Chip } from "@/app/_ui/display/chip";
import type { QueuedSendDto, SendQueueDto } from "@/server/contract/queue/queue";
import { InboxQueueList, type RowActions } from "./inbox-queue-list";
import { ConversationLink, QueuedRow } from "./queued-row";
import type { QueueView } from "./queues";

type SendQueueListProps = {
  queues: readonly SendQueueDto[];
  view: QueueView;
  onShow: (patch: Partial<QueueView>) => void;
};

/** Messages on their way to the programs behind inboxes: by inbox, and each of them. */
export function SendQueueList({ queues, view, onShow }: SendQueueListProps) {
  const trpc = useTRPC();
  const list = useInfiniteQuery({
    ...queuedSendsOf(trpc, view.inboxId),
    placeholderData: keepPreviousData,
  });
  return (
    <InboxQueueList
      of="sends"
      queues={queues}
      view={view}
      onShow={onShow}
      list={list}
      retry={trpc.queues.retrySends.mutationOptions()}
      discard={trpc.queues.discardSends.mutationOptions()}
      row={(send, actions: RowActions<{ sendId: number }>) => (
        <SendRow key={send.id} send={send} actions={actions} />
      )}
    />
  );
}

type SendRowProps = { send: QueuedSendDto; actions: RowActions<{ sendId: number }> };

function SendRow({ send, actions: { isPending, onRetry, onDiscard } }: SendRowProps) {
  const t = useTranslations("settings.queues");
  const reasonText = useReasonText();
  const { inboxId, displayId, contactName, state, tries, createdAt, dueAt, lastError, mayHaveArrived } = send;
  const name = contactName ?? t("someConversation");
  const isFree = state !== "in_flight";
  const one = { sendId: send.id };
  return (
    <QueuedRow
      name={name}
      state={state}
      marks={mayHaveArrived && isFree ? <Chip tone="warn">{t("mayHaveArrived")}</Chip> : null}
      tries={tries}
      createdAt={createdAt}
      dueAt={dueAt}
      error={lastError === null ? null : reasonText(lastError)}
      isPending={isPending}
      onRetry={isFree ? () => onRetry(one) : undefined}
      onDiscard={isFree ? () => onDiscard(one, name) : undefined}
    >
      <InboxDot inboxId={inboxId} />
      <ConversationLink displayId={displayId} name={name} />
    </QueuedRow>
  );
}
