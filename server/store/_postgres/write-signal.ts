import { shared } from "@/server/lib/shared";

const listeners = () => shared("write listeners", () => new Set<() => void>());

/** Calls `listener` after each write of this process, or of another one that signals it, that may have stored work; returns a function that ends that. */
export function onWrite(listener: () => void): () => void {
  listeners().add(listener);
  return () => void listeners().delete(listener);
}

/** Call it after a write, also when another process has signalled one. */
export function noteWrite(): void {
  for (const listener of listeners()) listener();
}

/** Not `with`: those claim work, and store none. */
const WRITES = /^\s*(insert|update|delete)\b/i;

/** The same after a statement outside of a transaction, if it writes. */
export async function noteWriteOf<T>(text: string, answer: Promise<T>): Promise<T> {
  const answered = await answer;
  if (WRITES.test(text)) noteWrite();
  return answered;
}
