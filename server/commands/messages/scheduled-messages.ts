import { requireLength } from "@/server/commands/messages/_steps/outgoing-limits";
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

type Options = Partial<Pick<ScheduledText, "email" | "appendsSignature" | "cancelIfCustomerWrites">>;
export type ScheduleMessage = Pick<ScheduledText, "content" | "sendAt"> &
  Options & { conversation: ConversationRef };

/** Schedules a text of the caller: it is sent as a public message of theirs at that time. */
export async function scheduleMessage(
  tx: Tx,
  { conversation: ref, ...text }: ScheduleMessage,
): Promise<ScheduledMessageDto> {
  const { actor, userId, tokenId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  const place = await lockReplying(tx, ref);
  if (!place) throw new Refusal("conversation.not_found");
  const { conversation, inbox } = place;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  requireTime(tx, text.sendAt);
  requireLength(text.content, inbox);
  if ((await countScheduled(tx, conversation.id, SCHEDULED_MESSAGES_MAX)) === SCHEDULED_MESSAGES_MAX)
    throw new Refusal("scheduled_message.too_many");
  requireMails(inbox, text.email);
  const whole = { email: null, appendsSignature: false, cancelIfCustomerWrites: false, ...text };
  return toScheduledMessageDto(
    await insertScheduled(tx, conversation, { ...whole, author: actor, userId, tokenId }),
  );
}

export type ChangeScheduled = Partial<ScheduledText> & { scheduledMessageId: number };

/** Changes a scheduled message of the caller; administrators change every one. One that was not sent waits again. */
export async function changeScheduled(
  tx: Tx,
  { scheduledMessageId, ...patch }: ChangeScheduled,
): Promise<ScheduledMessageDto> {
  const { row, place } = await lockChangeable(tx, scheduledMessageId);
  const { conversation, inbox } = place;
  if (conversation.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const { content, email, sendAt, appendsSignature, cancelIfCustomerWrites } = { ...row, ...patch };
  const isMoved = sendAt.getTime() !== row.sendAt.getTime();
  if (isMoved || row.state !== "waiting") requireTime(tx, sendAt);
  requireLength(content, inbox);
  requireMails(inbox, email);
  const text = { content, email, sendAt, appendsSignature, cancelIfCustomerWrites };
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
