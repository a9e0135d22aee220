import type { Cause } from "@/server/contract/_shared/dto";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { FacetBefore, PastChange } from "@/server/domain/conversation/undo";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";

export type NewTransition = {
  conversationId: number;
  from: ConversationStatus | null;
  to: ConversationStatus;
  cause: Cause;
};

/** What a change replaced, of one facet of one conversation. */
export type Replaced = { conversationId: number } & FacetBefore;

/** What one operation changed of one conversation. */
export type ChangesOf = { conversationId: number; operationId: string };

/**
 * Writes of a transaction that changes many conversations, kept back to go out together: a statement for each table,
 * not for each conversation. The store's save functions put them here and go on with rows as they will be; the
 * conversations are locked, so nobody else can make them otherwise.
 */
export type WriteBatch = {
  /** By id: as it was locked, and as it will be. */
  conversations: Map<number, { before: ConversationRow; after: ConversationRow }>;
  messages: MessageRow[];
  transitions: NewTransition[];
  replaced: Replaced[];
  /** Whose changes by which operation were taken back. */
  undone: ChangesOf[];
  /** Ids of messages, drawn ahead. */
  messageIds: number[];
  /** What was read for all of them together. */
  unread: Map<string, number>;
  /** What one operation changed of them, by conversation. */
  changes: ReadonlyMap<number, PastChange[]>;
  /** What is asked again for every conversation, and answered once. */
  answers: Map<string, Promise<unknown>>;
};

/** How many unread messages were counted for. */
export const unreadKey = (c: Pick<ConversationRow, "id" | "assigneeId" | "agentSeenNumber">): string =>
  [c.id, c.assigneeId, c.agentSeenNumber].join();
