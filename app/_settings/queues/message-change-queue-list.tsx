"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { queuedMessageChangesOf } from "@/app/_settings/queries";
import { InboxDot } from "@/app/_shared/conversation/marks";
import { useReasonText } from "@/app/_shared/message/message-tick";
import { Chip } from "@/app/_ui/display/chip";
import type { MessageChangeQueueDto, QueuedMessageChangeDto } from "@/server/contract/queue/queue";
import { InboxQueueList, type RowActions } from "./inbox-queue-list";
import { ConversationLink, QueuedRow } from "./queued-row";
import type { QueueView } from "./queues";

type MessageChangeQueueListProps = {
  queues: readonly MessageChangeQueueDto[];
  view: QueueView;
  onShow: (patch: Partial<QueueView>) => void;
};

/** Edits and deletions of sent messages on their way to customers: by inbox, and each of them. */
export function MessageChangeQueueList({ queues, view, onShow }: MessageChangeQueueListProps) {
  const trpc = useTRPC();
  const list = useInfiniteQuery({
    ...queuedMessageChangesOf(trpc, view.inboxId),
    placeholderData: keepPreviousData,
  });
  return (
    <InboxQueueList
      of="messageChanges"
      queues={queues}
      view={view}
      onShow={onShow}
      list={list}
      retry={trpc.queues.retryMessageChanges.mutationOptions()}
      discard={trpc.queues.discardMessageChanges.mutationOptions()}
      row={(change, actions: RowActions<{ messageId: number }>) => (
        <MessageChangeRow key={change.messageId} change={change} actions={actions} />
      )}
    />
  );
}

type MessageChangeRowProps = {
  change: QueuedMessageChangeDto;
  actions: RowActions<{ messageId: number }>;
};

function MessageChangeRow({ change, actions: { isPending, onRetry, onDiscard } }: MessageChangeRowProps) {
  const t = useTranslations("settings.queues");
  const reasonText = useReasonText();
  const { messageId, inboxId, displayId, contactName, kind, state, isUndoable, lastError } = change;
  const { tries, createdAt, dueAt, mayHaveArrived } = change;
  const name = contactName ?? t("someConversation");
  const isFree = state !== "in_flight";
  return (
    <QueuedRow
      name={name}
      state={state}
      marks={
        <>
          <Chip>{t(`changes.${kind}`)}</Chip>
          {mayHaveArrived && isFree ? <Chip tone="warn">{t("mayHaveArrived")}</Chip> : null}
        </>
      }
      tries={tries}
      createdAt={createdAt}
      dueAt={dueAt}
      error={lastError === null ? null : reasonText(lastError)}
      isPending={isPending}
      onRetry={isFree && !isUndoable ? () => onRetry({ messageId }) : undefined}
      onDiscard={isFree ? () => onDiscard({ messageId }, name) : undefined}
    >
      <InboxDot inboxId={inboxId} />
      <ConversationLink displayId={displayId} name={name} />
    </QueuedRow>
  );
}
