import type { Tx } from "@/server/store/events/tx";

/** Within a batch, reads once per key and shares the answer; outside of one, reads each time. */
export function memoize<T>(tx: Tx, key: string, read: () => Promise<T>): Promise<T> {
  if (!tx.batch) return read();
  const known = tx.batch.answers.get(key);
  if (known !== undefined) return known as Promise<T>; // the same key has the same type
  const answer = read();
  tx.batch.answers.set(key, answer);
  return answer;
}

/** Changes one conversation within a batch. When `work` throws, it removes its writes and events, and rethrows. */
export async function batchItem<T>(tx: Tx, conversationId: number, work: () => Promise<T>): Promise<T> {
  const { batch, pendingEvents } = tx;
  if (!batch) throw new Error("this transaction has no batch");
  const { conversations, messages, attempts, transitions, replaced, undone } = batch;
  const lists = [messages, attempts, transitions, replaced, undone, pendingEvents].map((list) => ({
    list,
    length: list.length,
  }));
  const known = conversations.get(conversationId);
  const context = tx.preloaded.get(conversationId);
  try {
    return await work();
  } catch (error) {
    for (const { list, length } of lists) list.length = length;
    if (known) conversations.set(conversationId, known);
    else conversations.delete(conversationId);
    if (context) tx.preloaded.set(conversationId, context);
    throw error;
  }
}
