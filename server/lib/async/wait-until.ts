import { setTimeout as sleep } from "node:timers/promises";

/**
 * Polls `isDone` every `everyMs` until it returns true.
 * @returns false when `withinMs` passed first.
 */
export async function waitUntil(
  isDone: () => boolean | Promise<boolean>,
  { withinMs, everyMs = 20 }: { withinMs: number; everyMs?: number },
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (await isDone()) return true;
    if (performance.now() >= deadline) return false;
    await sleep(everyMs);
  }
}
