import { currentCaller } from "@/server/commands/_steps/current-caller";
import { sendInto, signedContent } from "@/server/commands/messages/send-message";
import { maySee } from "@/server/contract/_shared/caller";
import { isRefusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { fitsInto } from "@/server/domain/message/content";
import { whyNotSent } from "@/server/domain/message/scheduled-message";
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

/** What the inbox cannot send now. `sendInto` refuses it before it writes anything. */
const UNSENDABLE: ReadonlySet<RefusalCode> = new Set([
  "channel.receives_only",
  "channel.window_closed",
  "file.too_many",
  "input.invalid",
  "message.no_recipient",
  "message.not_found",
  "message.not_quotable",
]);

function unlessUnsendable(error: unknown): null {
  if (isRefusal(error) && UNSENDABLE.has(error.refusal)) return null;
  throw error;
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
  if (failure !== null && row.failure === failure) return row;
  if (failure !== null)
    return saveScheduledEnd(tx, conversation, { before: row, end: { state: "not_sent", failure } });
  const fileIds = row.files.map(({ id }) => id);
  const message = {
    content,
    clientId: `scheduled-${row.id}`,
    ...(fileIds.length > 0 && { fileIds }),
    ...(row.email && { email: row.email }),
    ...(row.inReplyToId !== null && { inReplyTo: { id: row.inReplyToId } }),
  };
  await releaseFiles(tx, row, fileIds);
  const sent = await sendInto(sender, conversation, inbox, message).catch(unlessUnsendable);
  if (sent === null) {
    await keepFiles(tx, row, fileIds);
    if (row.failure === "not_sendable") return row;
    const end = { state: "not_sent", failure: "not_sendable" } as const;
    return saveScheduledEnd(tx, conversation, { before: row, end });
  }
  const end = { state: "sent", messageId: sent.message.id } as const;
  return saveScheduledEnd(sender, sent.conversation, { before: row, end });
}
