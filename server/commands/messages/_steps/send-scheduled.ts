import { currentCaller } from "@/server/commands/_steps/current-caller";
import { sendInto, signedContent } from "@/server/commands/messages/send-message";
import { maySee } from "@/server/contract/_shared/caller";
import { isRefusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { fitsInto } from "@/server/domain/message/content";
import { type NotSentReason, whyNotSent } from "@/server/domain/message/scheduled-message";
import { lockReplying, type Replying } from "@/server/store/conversations/lock-with-inbox";
import type { Tx } from "@/server/store/events/tx";
import type { ScheduledMessageRow } from "@/server/store/generated/rows";
import { hasCustomerWritten } from "@/server/store/messages/due-scheduled";
import { keepFiles, releaseFiles } from "@/server/store/messages/scheduled-files";
import {
  findScheduledPlace,
  lockScheduled,
  saveScheduledEnd,
} from "@/server/store/messages/scheduled-messages";

export type LockedScheduled = { row: ScheduledMessageRow; place: Replying };

/**
 * Locks a scheduled message that has not ended, after its conversation and inbox, with what decides about a reply of its
 * author. Null when there is none, or the caller may not see its conversation.
 */
export async function lockWithPlace(tx: Tx, scheduledMessageId: number): Promise<LockedScheduled | null> {
  const found = await findScheduledPlace(tx, scheduledMessageId);
  if (!found) return null;
  const asAuthor = tx.as({ ...tx.caller, actor: found.author });
  const place = await lockReplying(asAuthor, { conversationId: found.conversationId });
  const row = place && (await lockScheduled(tx, scheduledMessageId));
  return row && { row, place };
}

/** Why what the inbox cannot send now is not sent. `sendInto` refuses it before it writes anything. */
const UNSENDABLE: Partial<Record<RefusalCode, NotSentReason>> = {
  "channel.receives_only": "not_sendable",
  "channel.window_closed": "not_sendable",
  "file.too_many": "not_sendable",
  "input.invalid": "not_sendable",
  "message.no_recipient": "not_sendable",
  "message.not_found": "not_sendable",
  "message.not_quotable": "not_sendable",
  "message.too_long": "too_long", // for the channel: with the signature, or in another inbox
};

function whyUnsendable(error: unknown): NotSentReason {
  const reason = isRefusal(error) ? UNSENDABLE[error.refusal] : undefined;
  if (reason === undefined) throw error;
  return reason;
}

/**
 * Sends a locked scheduled message as its author, with their current rights, and ends it in the same transaction; or saves
 * why it is not sent. `isManual`: a person sends it now, whatever the customer has written.
 */
export async function sendScheduled(
  tx: Tx,
  { row, place }: LockedScheduled,
  { isManual }: { isManual: boolean },
): Promise<ScheduledMessageRow> {
  const { conversation, inbox } = place;
  const author = await currentCaller(tx, { actor: row.author, userId: row.userId, tokenId: row.tokenId });
  const sender = tx.as(author ?? { ...tx.caller, actor: row.author }).because({ rule: "scheduled" });
  const content = row.appendsSignature ? signedContent(sender, row.content, place) : row.content;
  const failure = whyNotSent({
    isTrashed: conversation.lifecycle !== "live",
    isContactBlocked: tx.preloaded.get(conversation.id)?.contact.isBlocked ?? false,
    isInboxOnHold: inbox.legalHold,
    mayAuthorWrite: author !== null && !author.isReadOnly && maySee(author, conversation),
    fits: fitsInto(content, inbox.maxMessageChars),
    isOvertaken:
      row.cancelIfCustomerWrites &&
      !isManual &&
      (await hasCustomerWritten(tx, conversation.id, row.seenNumber)),
  });
  if (failure !== null) return saveNotSent(tx, { row, place }, failure);
  const fileIds = row.files.map(({ id }) => id);
  const message = {
    content,
    clientId: `scheduled-${row.id}`,
    ...(fileIds.length > 0 && { fileIds }),
    ...(row.email && { email: row.email }),
    ...(row.inReplyToId !== null && { inReplyTo: { id: row.inReplyToId } }),
  };
  await releaseFiles(tx, row, fileIds);
  const sent = await sendInto(sender, conversation, inbox, message).catch(whyUnsendable);
  if (typeof sent === "string") {
    await keepFiles(tx, row, fileIds);
    return saveNotSent(tx, { row, place }, sent);
  }
  const end = { state: "sent", messageId: sent.message.id } as const;
  return saveScheduledEnd(sender, sent.conversation, { before: row, end });
}

const saveNotSent = async (tx: Tx, { row, place }: LockedScheduled, failure: NotSentReason) =>
  row.failure === failure
    ? row
    : saveScheduledEnd(tx, place.conversation, { before: row, end: { state: "not_sent", failure } });
