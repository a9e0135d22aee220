import type { Head, LogRow } from "@/server/store/events/log/event-log";
import type { LogFollower } from "./log-follower";

/** The part of the process's time that the fan-outs of one account may take before its events wait for each other. */
const SHARE = 0.25;
/** The longest rest, in ms: events wait no longer for the next fan-out. */
export const REST_MS_MAX = 20;

export type PacedLogOptions = {
  log: Pick<LogFollower, "head" | "isOpen" | "accept" | "pull">;
  onError: (error: unknown) => void;
};

/**
 * Gives a follower its rows at a pace that the readers can be served at. A fan-out costs as much for one event as for some, so
 * after each the account rests for three times as long as it took, at most 20 ms. An event after the rest is delivered
 * immediately; those within it wait, in order, and are delivered together. The log's head moves only then.
 */
export type PacedLog = {
  /** Takes newly stamped rows, in order; rows in between are read from the log. */
  publish(rows: readonly LogRow[]): void;
  /** Compares the position with the head in the database, and reads the missing rows. */
  follow(found: Head): void;
  /** Delivers the waiting rows immediately: before something is compared with the log's head. */
  flush(): void;
  /** Runs a fan-out and measures it. */
  measure(fanOut: () => void): void;
};

/** Creates the pace of one account. */
export function createPacedLog({ log, onError }: PacedLogOptions): PacedLog {
  let waiting: LogRow[] = [];
  let isBehind = false;
  let restsUntil = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const rows = waiting;
    waiting = [];
    const hasGap = rows.length > 0 && !log.accept(rows);
    if (!hasGap && !isBehind) return;
    isBehind = false;
    log.pull().catch(onError);
  }

  function schedule(): void {
    const restMs = restsUntil - performance.now();
    if (restMs <= 0) flush();
    else timer ??= setTimeout(flush, Math.ceil(restMs)).unref();
  }

  return {
    publish(rows) {
      waiting.push(...rows);
      schedule();
    },
    follow({ epoch, lastSeq }) {
      const reached = waiting.at(-1)?.seq ?? (log.isOpen() ? log.head().lastSeq : 0);
      if (log.isOpen() && epoch === log.head().epoch && lastSeq <= reached) return;
      isBehind = true;
      schedule();
    },
    flush() {
      if (timer) flush();
    },
    measure(fanOut) {
      const beganAt = performance.now();
      fanOut();
      const endedAt = performance.now();
      restsUntil = endedAt + Math.min(REST_MS_MAX, (endedAt - beganAt) * (1 / SHARE - 1));
    },
  };
}
