import type { ConversationDto } from "@/server/contract/_shared/dto";

/** How far one member has seen a conversation. */
export type OwnMark = {
  conversationId: number;
  displayId: number;
  /** The greatest message number that they have seen; lower again after "mark unread". */
  number: number;
  /** `incomingCount` of the conversation up to there. */
  incomingCount: number;
  /** Orders the states of a mark. */
  version: number;
};

type Counted = Pick<
  ConversationDto,
  "assigneeId" | "status" | "unreadCount" | "incomingCount" | "answeredCount"
>;

/**
 * The customer's messages that the member `userId` has not seen. `mark` is null until they open the conversation for the
 * first time: until then a colleague's answer or the end of the conversation reads it for them too.
 */
export function ownUnread(conversation: Counted, mark: OwnMark | null, userId: number): number {
  const { assigneeId, status, unreadCount, incomingCount = 0, answeredCount = 0 } = conversation;
  if (mark) return Math.max(0, incomingCount - mark.incomingCount);
  if (assigneeId === userId) return unreadCount;
  return status === "resolved" ? 0 : Math.max(0, incomingCount - answeredCount);
}

/** The newer of two states of a member's mark. Undefined = not read yet, null = there is none. */
export function newerMark(
  a: OwnMark | null | undefined,
  b: OwnMark | null | undefined,
): OwnMark | null | undefined {
  if (a === undefined || b === undefined) return a ?? b ?? (a === b ? undefined : null);
  if (a === null || b === null) return a ?? b;
  return b.version > a.version ? b : a;
}
