import { shared } from "@/server/lib/shared";

const tails = (): Map<string, Promise<unknown>> => shared("evolution chats", () => new Map());

/** Runs what concerns one chat after whatever this process runs for it already. */
export function inOrder<T>(chat: string, work: () => Promise<T>): Promise<T> {
  const waiting = tails();
  const run = (waiting.get(chat) ?? Promise.resolve()).then(work);
  const tail = run.then(
    () => undefined,
    () => undefined, // the caller has the error
  );
  waiting.set(chat, tail);
  void tail.then(() => {
    if (waiting.get(chat) === tail) waiting.delete(chat);
  });
  return run;
}
