import { setTimeout as sleep } from "node:timers/promises";

/**
 * Shares the answers to one question. The answer that a caller gets was requested after the call, so it is never older than
 * the call. One question is open at a time, and they begin at least `gapMs` apart, however many call.
 */
export function shareAnswers<T>(question: () => Promise<T>, gapMs: number): () => Promise<T> {
  let next: Promise<T> | null = null; // not yet begun
  let mayBegin: Promise<unknown> = Promise.resolve();
  return () => {
    next ??= mayBegin.then(() => {
      next = null;
      const answer = question();
      mayBegin = Promise.allSettled([answer, sleep(gapMs, undefined, { ref: false })]);
      return answer;
    });
    return next;
  };
}
