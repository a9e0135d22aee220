import type { Logger } from "pino";
import { type Alert, createAlert } from "@/server/lib/process/alert";
import { metrics } from "@/server/lib/process/metrics";
import type { Database } from "@/server/store/_postgres/db";
import { readOutboxEnds } from "@/server/store/events/tx";

/** From this age of the oldest event without a stamp, browsers and integrators hear too little. */
export const DELAYED_MS = 30_000;
/** Longer than an idle relay pauses: where it finds nothing, a look reads nothing. */
const LOOK_EVERY_MS = 3_000;

export type DelayWatch = {
  /** Whether an event has waited too long for its stamp. Also true of a relay in another process. */
  isDelayed(): boolean;
  /** The relay of this process has just found the outbox empty: the next look has no need to. */
  noteEmpty(): void;
  stop(): void;
};

type Options = {
  database: Pick<Database, "query">;
  log: Pick<Logger, "error" | "info">;
};

/**
 * Measures how long the oldest event of the outbox has waited, by the time for which this process has seen it there: no
 * clock is compared with another one, and none may jump. While the database does not answer, the age grows on.
 */
export function startDelayWatch({ database, log }: Options): DelayWatch {
  const alert = createAlert({
    log,
    begins:
      "events are delayed: the oldest has waited 30 s for its stamp. Browsers, webhooks and /v1/events do not hear of changes; /health is 503 events_delayed",
    ends: "events are no longer delayed",
    gauge: metrics.eventsDelayed,
  });
  let isEmpty = false;
  const look = createLook(async () => {
    if (!isEmpty) return readOutboxEnds(database);
    isEmpty = false;
    return null;
  }, alert);
  const timer = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  return {
    isDelayed: alert.isRaised,
    noteEmpty() {
      isEmpty = true;
    },
    stop: () => clearInterval(timer),
  };
}

/** The ids that were in the outbox at a time: a row with a smaller id was there too, or has begun to wait since. */
type Seen = { lastId: number; atMs: number };

function createLook(readEnds: () => ReturnType<typeof readOutboxEnds>, alert: Alert): () => Promise<void> {
  let seen: Seen[] = [];
  let isLooking = false;

  /** Raised when two looks in turn find it: a long transaction may have drawn its ids long before its commit. */
  let foundBefore = false;
  function judge(): void {
    const oldest = seen[0];
    const ageMs = oldest ? performance.now() - oldest.atMs : 0;
    metrics.outboxAge.set(ageMs / 1000);
    const isLate = ageMs >= DELAYED_MS;
    if (isLate && foundBefore) alert.raise({ seconds: Math.round(ageMs / 1000) });
    if (!isLate) alert.clear();
    foundBefore = isLate;
  }

  return async () => {
    if (isLooking) return judge();
    isLooking = true;
    try {
      const ends = await readEnds();
      seen = ends === null ? [] : seen.filter(({ lastId }) => lastId >= ends.firstId);
      if (ends && ends.lastId !== seen.at(-1)?.lastId)
        seen.push({ lastId: ends.lastId, atMs: performance.now() });
    } catch {
      // health reports an unreachable database; what was seen waits on
    } finally {
      isLooking = false;
    }
    judge();
  };
}
