import type { EventType } from "@/server/contract/event/event";
import type { ScheduledMessageDto } from "@/server/contract/message/scheduled-message";
import type { NotSentReason } from "@/server/domain/message/scheduled-message";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { lockRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import { type Changes, differences, type Tx } from "@/server/store/events/tx";
import { Prisma } from "@/server/store/generated/client";
import {
  SCHEDULED_MESSAGE_COLUMNS,
  type ScheduledMessageRow,
  toScheduledMessageFields,
} from "@/server/store/generated/rows";
import { keepFiles, releaseFiles, saveFiles } from "./scheduled-files";

const FIELDS = fieldsOf(SCHEDULED_MESSAGE_COLUMNS);
/** Not ended: of those that `lockScheduled` finds. */
const OPEN = { in: ["waiting", "not_sent"] };

export const toScheduledMessageDto: (row: ScheduledMessageRow) => ScheduledMessageDto =
  toScheduledMessageFields;

export type ScheduledText = Pick<
  ScheduledMessageRow,
  "content" | "files" | "email" | "inReplyToId" | "sendAt" | "appendsSignature" | "cancelIfCustomerWrites"
>;

type NewScheduled = ScheduledText & Pick<ScheduledMessageRow, "author" | "userId" | "tokenId">;

/** Inserts a scheduled message of a locked conversation and records `scheduled_message.created`. */
export async function insertScheduled(
  tx: Tx,
  conversation: ConversationRow,
  scheduled: NewScheduled,
): Promise<ScheduledMessageRow> {
  const made = await prismaOf(tx).scheduledMessage.create({
    data: {
      ...scheduled,
      email: scheduled.email ?? Prisma.DbNull,
      accountId: tx.caller.accountId,
      conversationId: conversation.id,
      seenNumber: conversation.lastNumber,
      createdAt: tx.now,
      updatedAt: tx.now,
    },
    select: FIELDS,
  });
  const row = toRow<ScheduledMessageRow>(made);
  await keepFiles(tx, row, idsOf(row));
  record(tx, conversation, { type: "scheduled_message.created", row, changes: {} });
  return row;
}

/** Whose and where one is that has not ended, which never changes; null when there is none. Locks: none. */
export async function findScheduledPlace(
  tx: Tx,
  id: number,
): Promise<Pick<ScheduledMessageRow, "conversationId" | "author"> | null> {
  const found = await prismaOf(tx).scheduledMessage.findFirst({
    where: { accountId: tx.caller.accountId, id, state: OPEN },
    select: { conversationId: true, author: true },
  });
  return found && toRow<Pick<ScheduledMessageRow, "conversationId" | "author">>(found);
}

/** Locks a scheduled message that has not ended; null when there is none. Hold the conversation's lock. */
export const lockScheduled = (tx: Tx, id: number): Promise<ScheduledMessageRow | null> =>
  lockRow(tx, "scheduled_message", { id, columns: SCHEDULED_MESSAGE_COLUMNS });

/** Saves another text, time or option of a locked one, which then waits; nothing changed → no event. */
export async function saveRescheduled(
  tx: Tx,
  conversation: ConversationRow,
  { before, text }: { before: ScheduledMessageRow; text: ScheduledText },
): Promise<ScheduledMessageRow> {
  const patch = { ...text, state: "waiting", failure: null } as const;
  if (Object.keys(differences(before, { ...before, ...patch })).length === 0) return before;
  const after = await update(tx, before, { ...patch, seenNumber: conversation.lastNumber });
  await saveFiles(tx, before, { before: idsOf(before), after: idsOf(after) });
  record(tx, conversation, { type: "scheduled_message.updated", ...changed(before, after) });
  return after;
}

/** How one is ended or found unfit to be sent. */
export type ScheduledEnd =
  | { state: "cancelled" }
  | { state: "sent"; messageId: number }
  | { state: "not_sent"; failure: NotSentReason };

/** Saves the end of a locked one, which loses its text and files unless it was not sent. */
export async function saveScheduledEnd(
  tx: Tx,
  conversation: ConversationRow,
  { before, end }: { before: ScheduledMessageRow; end: ScheduledEnd },
): Promise<ScheduledMessageRow> {
  const patch = end.state === "not_sent" ? end : { ...end, failure: null, ...ERASED };
  const after = await update(tx, before, patch);
  if (end.state === "cancelled") await releaseFiles(tx, before, idsOf(before));
  const { row, changes } = changed(before, after);
  for (const erased of Object.keys(ERASED)) delete changes[erased];
  record(tx, conversation, { type: `scheduled_message.${end.state}`, row, changes });
  return after;
}

const ERASED = { content: "", email: null, files: [], inReplyToId: null };

const idsOf = ({ files }: Pick<ScheduledMessageRow, "files">): number[] => files.map(({ id }) => id);

async function update(
  tx: Tx,
  before: ScheduledMessageRow,
  { email, ...patch }: Partial<ScheduledMessageRow>,
): Promise<ScheduledMessageRow> {
  const saved = await prismaOf(tx).scheduledMessage.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
    data: {
      ...patch,
      ...(email !== undefined && { email: email ?? Prisma.DbNull }),
      updatedAt: tx.now,
      version: { increment: 1 },
    },
    select: FIELDS,
  });
  return toRow<ScheduledMessageRow>(saved);
}

function changed(before: ScheduledMessageRow, after: ScheduledMessageRow) {
  const changes = differences(toScheduledMessageDto(before), toScheduledMessageDto(after));
  for (const derived of ["version", "updatedAt"]) delete changes[derived];
  return { row: after, changes };
}

/** Those of a conversation that have not ended, the first due first. Index: scheduled_message_of_conversation. */
export async function listScheduled(
  db: Db,
  accountId: number,
  conversationId: number,
): Promise<ScheduledMessageDto[]> {
  const found = await prismaOf(db).scheduledMessage.findMany({
    where: { accountId, conversationId, state: OPEN },
    orderBy: [{ sendAt: "asc" }, { id: "asc" }],
    select: FIELDS,
  });
  return found.map((one) => toScheduledMessageDto(toRow<ScheduledMessageRow>(one)));
}

/** One of a conversation, in any state, or null. */
export async function findScheduled(
  db: Db,
  accountId: number,
  { id, conversationId }: { id: number; conversationId: number },
): Promise<ScheduledMessageDto | null> {
  const found = await prismaOf(db).scheduledMessage.findFirst({
    where: { accountId, id, conversationId },
    select: FIELDS,
  });
  return found && toScheduledMessageDto(toRow<ScheduledMessageRow>(found));
}

/** How many of a locked conversation have not ended; counts to `most`. */
export const countScheduled = (tx: Tx, conversationId: number, most: number): Promise<number> =>
  prismaOf(tx).scheduledMessage.count({
    where: { accountId: tx.caller.accountId, conversationId, state: OPEN },
    take: most,
  });

type ScheduledEvent = {
  type: Extract<EventType, `scheduled_message.${string}`>;
  row: ScheduledMessageRow;
  changes: Changes;
};

const record = (tx: Tx, { inboxId, displayId }: ConversationRow, { type, row, changes }: ScheduledEvent) =>
  recordEvent(tx, {
    type,
    inboxId,
    resource: "scheduled_message",
    dto: toScheduledMessageDto(row),
    displayId,
    changes,
  });
