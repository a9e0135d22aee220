import pg from "pg";
import { shareAnswers } from "@/server/lib/async/share-answers";
import { isAway } from "@/server/lib/is-away";
import { faultOfReplica, readServerFacts, roleOf, type ServerFacts } from "@/server/lib/postgres/server-facts";
import { createAlert } from "@/server/lib/process/alert";
import { log } from "@/server/lib/process/log";
import type { ReplicaState } from "@/server/lib/process/replica-states";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type ClientLimits, POOL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { createLag } from "./lag";
import { ASKING, type Position, type PositionRow, positionOf } from "./primary-position";

export type ReplicaOptions = {
  url: string;
  /** Reads at a time. */
  max: number;
  /** As of the primary: see `DatabaseOptions`. */
  prepares: boolean;
  /** The role sees one account at a time. */
  setsAccount: boolean;
  /** The address of the primary for requests. */
  primaryUrl: string;
};

/** One standby that reads may go to. */
export type Replica = {
  database: Database;
  /** Whether reads may go to it now, if it contains what they need. */
  isOpen(): boolean;
  /** Whether it was seen to have replayed the log up to `position`. */
  contains(position: Position): boolean;
  /** Waits until it contains `position`, for `withinMs` at most. */
  reaches(position: Position, withinMs: number): Promise<boolean>;
  /** A read did not wait long enough for it: the next ones do not wait until it has caught up. */
  noteLate(): void;
  /** A read failed on it. */
  noteFault(error: unknown): void;
  /** Compares it with the primary as it was at `at`, by `performance.now()`, and decides whether it is left out. */
  check(primary: ServerFacts, at: number): Promise<void>;
  state(): ReplicaState;
  close(): Promise<void>;
};

/** A read on it can be repeated on the primary: who waits is not made to wait long. */
const LIMITS: ClientLimits = { ...POOL_LIMITS, silentMs: 1_000, waitMs: 1_000 };

/** While a read waits for a replica, it is asked this often. */
const ASK_MS = 2;

const REPLAYED = `select case when pg_is_in_recovery() then (pg_last_wal_replay_lsn() - '0/0')::text end as position`;

/** What stays one alert while it comes and goes. */
const QUIET_MS = 5_000;

export function openReplica({ url, max, prepares, setsAccount, primaryUrl }: ReplicaOptions): Replica {
  const name = new URL(url).host;
  const onIdleError = (error: Error) => leaveOut(reasonOf(error));
  const poolName = `replica ${name}`;
  const limits = LIMITS;
  const database = openDatabase({
    url,
    max,
    prepares,
    limits,
    onIdleError,
    standby: { setsAccount },
    name: poolName,
  });
  const asking = new pg.Pool({ connectionString: url, ...ASKING });
  asking.on("error", onIdleError);
  const alert = createAlert({
    log,
    begins: `the replica ${name} is left out: its reads go to the primary`,
    ends: `reads go to the replica ${name} again`,
    gauge: { set: () => {} }, // the metrics read `state`
    quietMs: QUIET_MS,
  });
  const lag = createLag();
  let replayed: Position | null = null;
  let leftOut: string | null = "it has not answered yet";
  let isLate = false;

  function leaveOut(reason: string): void {
    leftOut = reason;
    replayed = null; // it may come back as another server
    alert.raise({ reason });
  }

  const askPosition = shareAnswers(async () => {
    replayed = positionOf((await asking.query<PositionRow>(REPLAYED)).rows);
    return replayed;
  }, ASK_MS);

  async function reaches(position: Position, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline && leftOut === null) if ((await askPosition()) >= position) return true;
    return false;
  }

  return {
    database,
    isOpen: () => leftOut === null && !isLate,
    contains: (position) => replayed !== null && replayed >= position,
    reaches,
    noteLate: () => {
      isLate = true;
    },
    noteFault(error) {
      if (isAway(error)) leaveOut(reasonOf(error));
    },
    async check(primary, at) {
      try {
        const facts = await readServerFacts(asking);
        const fault = faultOfReplica(primary, facts, roleOf(primaryUrl));
        if (fault) return leaveOut(fault.reason);
        replayed = facts.position;
        const { isCurrent, reason } = lag.note({ at, position: primary.position }, replayed);
        if (isCurrent) isLate = false;
        if (reason !== null) return leaveOut(reason);
        leftOut = null;
        alert.clear();
      } catch (error) {
        leaveOut(reasonOf(error));
      }
    },
    state: () => ({ name, leftOut, ...lag.read() }),
    async close() {
      await Promise.all([database.close(), asking.end()]);
    },
  };
}
