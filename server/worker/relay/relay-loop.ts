import { metrics } from "@/server/lib/process/metrics";
import type { Database } from "@/server/store/_postgres/db";
import { FOLD_BATCH, foldCounters } from "@/server/store/conversations/counters";
import type { LogRow, Stamped } from "@/server/store/events/log/event-log";
import { RELAY_BATCH, type RelayResult, stampBatch } from "@/server/store/events/relay";

/** How long a stopping relay waits for another process that holds the relay, to stamp the rest. */
const FINAL_POLL_MS = 1000;
/** The interval of folding counter deltas after stamps; until then reads add them up. */
const FOLD_EVERY_MS = 250;

/** Each failed batch halves the next, so that a batch too large for a statement's time limit does not fail for ever. */
const BATCH_MIN = 10;

export type RelayOptions = {
  database: Database;
  now: () => Date;
  /** The accounts with streams in this process; bodies of other accounts' events are not read back. Absent = all. */
  followed?: () => readonly number[];
  /** Stamped events, per account in order of seq; `others` are of accounts without streams. */
  onStamped: (rows: LogRow[], others: Stamped[]) => void;
  /** There was nothing to stamp. */
  onEmpty?: () => void;
  onError: (error: unknown) => void;
};

export type Relay = {
  /** Call it after a commit. Cheap; calls while a batch runs count for the next one. */
  wake(): void;
  /** Stamps the rest, then stops. */
  stop(): Promise<void>;
};

/** Moves events from the outbox to the log as soon as they are committed. */
export function startRelay({ database, now, followed, onStamped, onEmpty, onError }: RelayOptions): Relay {
  let isStopping = false;
  const rest = createBackoff();
  let isUnfolded = true; // deltas of an earlier process
  let foldedAt = 0;
  let limit = RELAY_BATCH;

  async function poll(): Promise<PollResult> {
    rest.begin();
    let result: RelayResult;
    try {
      result = await stampBatch(database, now(), followed?.(), limit);
    } catch (error) {
      limit = Math.max(BATCH_MIN, Math.floor(limit / 2));
      onError(error);
      return "failed";
    }
    limit = Math.min(RELAY_BATCH, limit * 2);
    if (result.kind === "busy") return "busy";
    const { rows, others } = result;
    if (rows.length + others.length > 0) {
      const all: Stamped[] = [...rows, ...others];
      count(all);
      onStamped(rows, others);
      isUnfolded ||= all.some(({ type }) => type.startsWith("conversation."));
    } else onEmpty?.();
    if (isUnfolded && performance.now() - foldedAt >= FOLD_EVERY_MS) await fold();
    return result.isFull ? "more" : "done";
  }

  /** Runs after the events were sent, so that no screen waits for it. */
  async function fold(): Promise<void> {
    foldedAt = performance.now();
    try {
      isUnfolded = (await foldCounters(database)) === FOLD_BATCH;
    } catch (error) {
      onError(error);
    }
  }

  /** Ensures that all commits of this process are in the log, or seen by a later relay. */
  async function finish(): Promise<void> {
    const until = performance.now() + FINAL_POLL_MS;
    for (let last = await poll(); last === "more" || last === "busy"; last = await poll()) {
      if (performance.now() > until) return;
      await rest.pause(last);
    }
  }

  const loop = (async () => {
    while (!isStopping) {
      const last = await poll();
      if (!isStopping) await rest.pause(last);
    }
    await finish();
  })();

  return {
    wake: rest.wake,
    stop() {
      isStopping = true;
      rest.end();
      return loop;
    },
  };
}

function count(rows: readonly Stamped[]): void {
  metrics.stamped.inc(rows.length);
  for (const { occurredAt, stampedAt } of rows) {
    metrics.stampLag.observe((stampedAt.getTime() - occurredAt.getTime()) / 1000);
  }
}

/** The result of a poll of the outbox. */
type PollResult = "done" | "more" | "busy" | "failed";

/** Polls without a wake this often, in case a wake is lost. */
const IDLE_MS = 2_000;
/** Another process holds the relay, and may have polled before our commit. Doubles each time up to the maximum. */
const BUSY_MS = 5;
const BUSY_MS_MAX = 40;
/** After an error: Postgres restarts, or the network is down. */
const ERROR_MS = 500;

/** After a poll during which more was committed: batches commits instead of stamping every few of them. */
const BATCH_MS = 4;

/** The pauses between polls. */
export type Backoff = {
  /** Pauses for as long as `after` requires. */
  pause(after: PollResult): Promise<void>;
  /** A poll begins: it sees earlier commits. */
  begin(): void;
  /** Ends the pause of an idle relay, or shortens the next one. */
  wake(): void;
  /** Ends any pause. */
  end(): void;
};

/**
 * A wake ends only an idle pause: otherwise a process that finds the relay busy or the database down would poll at the
 * rate of its commits.
 */
export function createBackoff(): Backoff {
  let isWoken = true;
  let busyMs = BUSY_MS;
  let endPause: () => void = () => {};
  let endIdling: () => void = () => {};

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function idle(): Promise<void> {
    if (isWoken) return sleep(BATCH_MS);
    const slept = sleep(IDLE_MS);
    endIdling = endPause;
    await slept;
    endIdling = () => {};
  }

  async function pause(after: PollResult): Promise<void> {
    if (after !== "busy") busyMs = BUSY_MS;
    if (after === "done") return idle();
    if (after === "failed") return sleep(ERROR_MS);
    if (after === "more") return;
    await sleep(busyMs);
    busyMs = Math.min(BUSY_MS_MAX, 2 * busyMs);
  }

  return {
    pause,
    begin() {
      isWoken = false;
    },
    wake() {
      isWoken = true;
      endIdling();
    },
    end: () => endPause(),
  };
}
