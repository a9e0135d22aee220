import type { Logger } from "pino";

/** Whether the core answers, as the requests of the spool see it. */
export type CoreState = {
  isAway(): boolean;
  /** Of the next try while it is away, by the clock of `now`. */
  nextTryAtMs(): number;
  /** How often it has answered: a record that fails while this rises fails for a reason of its own. */
  answers(): number;
  answered(): void;
  failed(reason: string): void;
  /** Calls back at each change. */
  onChange(changed: () => void): void;
};

/** Between two tries, doubled from the first to the last. */
export type Pace = { firstMs: number; lastMs: number };

/** Failures among answers so recent mean that it has too much to do, or that a request has a fault of its own. */
const RECENT_MS = 1_000;

type Options = { log: Logger; pace: Pace; now(): number };

export function createCoreState({ log, pace, now }: Options): CoreState {
  const listeners: (() => void)[] = [];
  let awaySinceMs: number | null = null;
  let delayMs = pace.firstMs;
  let nextTryAtMs = 0;
  let answers = 0;
  let answeredAtMs = Number.NEGATIVE_INFINITY;
  return {
    isAway: () => awaySinceMs !== null,
    nextTryAtMs: () => nextTryAtMs,
    answers: () => answers,
    answered() {
      answers += 1;
      answeredAtMs = now();
      if (awaySinceMs === null) return;
      log.info({ awayS: Math.round((now() - awaySinceMs) / 1_000) }, "the web process answers again");
      awaySinceMs = null;
      delayMs = pace.firstMs;
      for (const changed of listeners) changed();
    },
    failed(reason) {
      if (awaySinceMs === null && now() - answeredAtMs < RECENT_MS) return;
      nextTryAtMs = now() + delayMs;
      delayMs = Math.min(2 * delayMs, pace.lastMs);
      if (awaySinceMs !== null) return;
      awaySinceMs = now();
      log.warn({ reason }, "the web process or its database is away: inbound requests are kept");
      for (const changed of listeners) changed();
    },
    onChange: (changed) => void listeners.push(changed),
  };
}
