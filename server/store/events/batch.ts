import type { Cause } from "@/server/contract/_shared/dto";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import type { FacetBefore, PastChange } from "@/server/domain/conversation/undo";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "./tx";

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

/** While writes are gathered, asks once and answers that to whoever asks the same; else asks. */
export function memoize<T>(tx: Tx, key: string, ask: () => Promise<T>): Promise<T> {
  if (!tx.batch) return ask();
  const known = tx.batch.answers.get(key);
  if (known !== undefined) return known as Promise<T>; // of this very question
  const asked = ask();
  tx.batch.answers.set(key, asked);
  return asked;
}

/**
 * Does something to one conversation while writes are gathered: when it throws, what it gathered and told is forgotten,
 * and it throws on.
 */
export async function batchItem<T>(tx: Tx, conversationId: number, work: () => Promise<T>): Promise<T> {
  const { batch, pendingEvents } = tx;
  if (!batch) throw new Error("nothing is gathered here");
  const { conversations, messages, transitions, replaced, undone } = batch;
  const lists = [messages, transitions, replaced, undone, pendingEvents].map((list) => ({
    list,
    length: list.length,
  }));
  const known = conversations.get(conversationId);
  try {
    return await work();
  } catch (error) {
    for (const { list, length } of lists) list.length = length;
    if (known) conversations.set(conversationId, known);
    else conversations.delete(conversationId);
    throw error;
  }
}
