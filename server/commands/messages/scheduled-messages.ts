import { chooseFiles } from "@/server/commands/_steps/take-files";
import { requireFit, requireLength } from "@/server/commands/messages/_steps/outgoing-limits";
import { sentQuoteOf } from "@/server/commands/messages/_steps/quote";
import {
  type LockedScheduled,
  lockWithPlace,
  sendScheduled,
} from "@/server/commands/messages/_steps/send-scheduled";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ScheduledMessageDto } from "@/server/contract/message/scheduled-message";
import { hasMailHeaders } from "@/server/domain/inbox/channel";
import { isAdministrative } from "@/server/domain/member/role";
import { isSchedulable, SCHEDULED_MESSAGES_MAX } from "@/server/domain/message/scheduled-message";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { lockReplying } from "@/server/store/conversations/lock-with-inbox";
import type { Tx } from "@/server/store/events/tx";
import type { InboxRow } from "@/server/store/inboxes/inboxes";
import {
  countScheduled,
  insertScheduled,
  type ScheduledText,
  saveRescheduled,
  saveScheduledEnd,
  toScheduledMessageDto,
} from "@/server/store/messages/scheduled-messages";

type Fields = Omit<ScheduledText, "files"> & { fileIds: readonly number[] };
export type ScheduleMessage = Pick<Fields, "content" | "sendAt"> &
  Partial<Fields> & { conversation: ConversationRef };

/** Schedules a message of the caller: it is sent as a public one of theirs at that time. */
export async function scheduleMessage(
  tx: Tx,
  { conversation: ref, fileIds = [], ...written }: ScheduleMessage,
): Promise<ScheduledMessageDto> {
  const { actor, userId, tokenId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  const place = await lockReplying(tx, ref);
  if (!place) throw new Refusal("conversation.not_found");
  const { conversation, inbox } = place;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  requireTime(tx, written.sendAt);
  if ((await countScheduled(tx, conversation.id, SCHEDULED_MESSAGES_MAX)) === SCHEDULED_MESSAGES_MAX)
    throw new Refusal("scheduled_message.too_many");
  const files = await chooseFiles(tx, [], fileIds);
  const text = { ...PLAIN, ...written, files };
  await requireSchedulable(tx, conversation, { text, inbox });
  return toScheduledMessageDto(
    await insertScheduled(tx, conversation, { ...text, author: actor, userId, tokenId }),
  );
}

const PLAIN = { email: null, inReplyToId: null, appendsSignature: false, cancelIfCustomerWrites: false };

export type ChangeScheduled = Partial<Fields> & { scheduledMessageId: number };

/** Changes a scheduled message of the caller; administrators change every one. One that was not sent waits again. */
export async function changeScheduled(
  tx: Tx,
  { scheduledMessageId, fileIds, ...patch }: ChangeScheduled,
): Promise<ScheduledMessageDto> {
  const { row, place } = await lockChangeable(tx, scheduledMessageId);
  const { conversation, inbox } = place;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const files = fileIds ? await chooseFiles(tx, row.files, fileIds) : row.files;
  const text = textOf({ ...row, ...patch, files });
  const isMoved = text.sendAt.getTime() !== row.sendAt.getTime();
  if (isMoved || row.state !== "waiting") requireTime(tx, text.sendAt);
  await requireSchedulable(tx, conversation, { text, inbox });
  return toScheduledMessageDto(await saveRescheduled(tx, conversation, { before: row, text }));
}

export type ScheduledRef = { scheduledMessageId: number };

/** Cancels a scheduled message of the caller, also one that was not sent; administrators cancel every one. */
export async function cancelScheduled(
  tx: Tx,
  { scheduledMessageId }: ScheduledRef,
): Promise<ScheduledMessageDto> {
  const { row, place } = await lockChangeable(tx, scheduledMessageId);
  const end = { state: "cancelled" } as const;
  return toScheduledMessageDto(await saveScheduledEnd(tx, place.conversation, { before: row, end }));
}

/**
 * Sends a scheduled message of the caller before its time, or one that was not sent; administrators send every one. Its author
 * is the sender. If it cannot be sent, it says why.
 */
export async function sendScheduledNow(
  tx: Tx,
  { scheduledMessageId }: ScheduledRef,
): Promise<ScheduledMessageDto> {
  const locked = await lockChangeable(tx, scheduledMessageId);
  return toScheduledMessageDto(await sendScheduled(tx, locked, { isManual: true }));
}

/** Sends a scheduled message that is due, for the worker. Null if it is not due, was ended or could not be sent before. */
export async function sendDueScheduled(
  tx: Tx,
  { scheduledMessageId }: ScheduledRef,
): Promise<ScheduledMessageDto | null> {
  const locked = await lockWithPlace(tx, scheduledMessageId);
  if (locked?.row.state !== "waiting" || locked.row.sendAt > tx.now) return null;
  return toScheduledMessageDto(await sendScheduled(tx, locked, { isManual: false }));
}

async function lockChangeable(tx: Tx, scheduledMessageId: number): Promise<LockedScheduled> {
  const locked = await lockWithPlace(tx, scheduledMessageId);
  if (!locked) throw new Refusal("scheduled_message.not_found");
  const { actor } = tx.caller;
  const { author } = locked.row;
  const isAuthor = author.type === actor.type && author.id === actor.id;
  if (!isAuthor && !isAdministrative(tx.caller)) throw new Refusal("auth.forbidden");
  return locked;
}

const textOf = (row: ScheduledText): ScheduledText => ({
  content: row.content,
  files: row.files,
  email: row.email,
  inReplyToId: row.inReplyToId,
  sendAt: row.sendAt,
  appendsSignature: row.appendsSignature,
  cancelIfCustomerWrites: row.cancelIfCustomerWrites,
});

/** Refuses what the inbox would not send. */
async function requireSchedulable(
  tx: Tx,
  conversation: ConversationRow,
  { text: { content, files, email, inReplyToId }, inbox }: { text: ScheduledText; inbox: InboxRow },
): Promise<void> {
  if (content === "" && files.length === 0)
    throw new Refusal("input.invalid", { field: "content", detail: "is empty, and there are no files" });
  requireLength(content, inbox);
  requireFit({ content, fileIds: files.map(({ id }) => id) }, inbox);
  requireMails(inbox, email);
  if (inReplyToId !== null)
    await sentQuoteOf(tx, conversation, { quote: { id: inReplyToId }, channel: inbox.channel });
}

/** Refuses recipients in an inbox that sends no mails. */
function requireMails(
  { channel }: Pick<InboxRow, "channel">,
  email: ScheduledText["email"] | undefined,
): void {
  if (email != null && !hasMailHeaders(channel))
    throw new Refusal("input.invalid", { field: "email", detail: "is only allowed in an email inbox" });
}

function requireTime(tx: Tx, sendAt: Date): void {
  if (!isSchedulable(sendAt, tx.now))
    throw new Refusal("input.invalid", {
      field: "sendAt",
      detail: "must be at least a minute and at most a year ahead",
    });
}
