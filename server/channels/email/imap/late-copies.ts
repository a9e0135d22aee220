import { setTimeout as sleep } from "node:timers/promises";
import { LoginRefused } from "./login-refused";

/** A copy of a mail that could not be put into its folder. `put` does it, once however often it is called. */
export type LateCopy = {
  inboxId: number;
  bytes: number;
  put(): Promise<unknown>;
  /** It is tried no more. */
  onLost(error: unknown): void;
};

export type LateCopies = { add(copy: LateCopy, error: unknown): void; close(): void };

/** Of all copies that wait: each is in memory. */
const BYTES_MAX = 64 * 1_024 * 1_024;
/** Some ten hours. */
const ROUNDS_MAX = 40;
const LONGEST_MS = 20 * 60_000;
const pauseOf = (round: number): number => Math.min(LONGEST_MS, 2_000 * 2 ** (round - 1));

type Waiting = LateCopy & { rounds: number };

/**
 * Copies of mails that left while their mailbox was away: they are put into the folder of sent mail when it is back. They wait in
 * memory, and do not outlive the process.
 */
export function createLateCopies(pauseMs = pauseOf): LateCopies {
  const waiting = new Set<Waiting>();
  const stop = new AbortController();
  let isRunning = false;
  const bytes = (): number => [...waiting].reduce((sum, copy) => sum + copy.bytes, 0);

  /** Tries each once. Where one fails, the others of its inbox wait for the next round, in which they come before it. */
  async function tryAll(): Promise<void> {
    const away = new Set<number>();
    for (const copy of [...waiting]) {
      if (stop.signal.aborted) return;
      copy.rounds += 1;
      const error = away.has(copy.inboxId) ? null : await faultOf(copy); // null: not tried
      if (error === null) continue;
      waiting.delete(copy);
      if (error === undefined) continue;
      away.add(copy.inboxId);
      if (error instanceof LoginRefused || copy.rounds >= ROUNDS_MAX) copy.onLost(error);
      else waiting.add(copy);
    }
  }
  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    while (waiting.size > 0 && !stop.signal.aborted) {
      const round = Math.min(...[...waiting].map(({ rounds }) => rounds)) + 1;
      await sleep(pauseMs(round), undefined, { signal: stop.signal, ref: false }).catch(() => undefined); // it ends early when it is closed
      await tryAll();
    }
    isRunning = false;
  }
  return {
    add(copy, error) {
      if (error instanceof LoginRefused || bytes() + copy.bytes > BYTES_MAX) return copy.onLost(error);
      waiting.add({ ...copy, rounds: 0 });
      void run();
    },
    close() {
      stop.abort();
      for (const copy of waiting) copy.onLost(new Error("the process ends"));
      waiting.clear();
    },
  };
}

/** Why a copy could not be put into its folder; undefined: it is there. */
const faultOf = (copy: LateCopy): Promise<unknown> =>
  copy.put().then(
    () => undefined,
    (error: unknown) => error ?? new Error("no reason"),
  );
