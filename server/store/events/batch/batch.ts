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

/**
 * Changes one conversation within a batch; null: `work` begins new ones. When `work` throws, it removes its writes and events, and
 * rethrows.
 */
export async function batchItem<T>(
  tx: Tx,
  conversationId: number | null,
  work: () => Promise<T>,
): Promise<T> {
  const { batch, pendingEvents } = tx;
  if (!batch) throw new Error("this transaction has no batch");
  const { conversations, contacts, links, begun, decisions } = batch;
  const { messages, attempts, transitions, replaced, undone } = batch;
  const all = [contacts, links, begun, decisions, messages, attempts, transitions, replaced, undone];
  const lists = [...all, pendingEvents].map((list) => ({ list, length: list.length }));
  const ids = conversationId === null ? [] : [conversationId];
  const before = ids.map((id) => ({ id, known: conversations.get(id), context: tx.preloaded.get(id) }));
  const count = begun.length;
  try {
    return await work();
  } catch (error) {
    const added = begun.slice(count).map(({ id }) => ({ id, known: undefined, context: undefined }));
    for (const { id, known, context } of [...before, ...added]) {
      restore(conversations, id, known);
      restore(tx.preloaded, id, context);
    }
    for (const { list, length } of lists) list.length = length;
    throw error;
  }
}

function restore<V>(map: Map<number, V>, id: number, before: V | undefined): void {
  if (before === undefined) map.delete(id);
  else map.set(id, before);
}
