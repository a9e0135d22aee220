import type { MessageDto } from "@/server/contract/_shared/dto";
import { afterMentioning, afterWriting } from "@/server/domain/conversation/participants";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";

/** What decides how a new message changes its conversation. */
type Written = Pick<MessageRow, "kind" | "direction"> & {
  email?: MessageRow["email"];
  sender: MessageDto["sender"];
  sendAfter?: Date | null;
  countsUnread?: boolean;
  mentions?: MessageRow["mentions"];
};

/** Its number in the history of the members; one in its undo window gets it when that ends. */
export const historyNumberOf = (
  { lastHistoryNumber }: ConversationRow,
  { kind, sendAfter }: Pick<Written, "kind" | "sendAfter">,
): number | null =>
  lastHistoryNumber === null || sendAfter || (kind !== "message" && kind !== "system")
    ? null
    : lastHistoryNumber + 1;

/** What derives from a conversation's newest message. A system message is not the last one that a list shows. */
export function afterMessage(
  conversation: ConversationRow,
  m: Written,
  { id, number, createdAt, historyNumber }: MessageRow,
): Partial<ConversationRow> {
  const isPublic = m.kind === "message";
  const isUnread = isPublic && m.direction === "in" && (m.countsUnread ?? true);
  const incomingCount = conversation.incomingCount + (isUnread ? 1 : 0);
  return {
    lastNumber: number,
    ...(m.kind === "system" ? {} : { lastMessageId: id }),
    lastActivityAt: createdAt > conversation.lastActivityAt ? createdAt : conversation.lastActivityAt,
    waitingSince: waitingAfter(conversation, m, createdAt),
    unreadCount: conversation.unreadCount + (isUnread ? 1 : 0),
    incomingCount,
    ...(isPublic && m.direction === "out" ? { answeredCount: incomingCount } : {}),
    ...(historyNumber === null ? {} : { lastHistoryNumber: historyNumber }),
  };
}

/** Since when the customer waits for a reply. Nobody waits for one to a program's answer. */
function waitingAfter(
  { waitingSince }: ConversationRow,
  { kind, direction, email }: Written,
  createdAt: Date,
): Date | null {
  if (kind !== "message") return waitingSince;
  if (direction === "out") return null;
  return waitingSince ?? (email?.isAutoReply ? null : createdAt);
}

/** The participants with the member who wrote and those whom the note mentions, and all who were mentioned; only what changes. */
export function membersAfter(
  tx: Tx,
  { participants: all, mentionedIds: mentionedBefore }: ConversationRow,
  { kind, sender, mentions }: Written,
): Partial<Pick<ConversationRow, "participants" | "mentionedIds">> {
  if (kind === "activity" || kind === "system") return {};
  const byUserId = sender.type === "user" ? sender.id : null;
  const mentionIds = (mentions ?? []).map(({ id }) => id);
  const participants = afterWriting(all, { kind, byUserId, mentionIds }, tx.now);
  const mentionedIds = afterMentioning(mentionedBefore, mentionIds);
  return {
    ...(participants !== all && { participants: [...participants] }),
    ...(mentionedIds !== mentionedBefore && { mentionedIds: [...mentionedIds] }),
  };
}
