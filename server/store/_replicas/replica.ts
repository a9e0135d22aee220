import pg from "pg";
import { shareAnswers } from "@/server/lib/async/share-answers";
import { within } from "@/server/lib/async/within";
import { isAway } from "@/server/lib/is-away";
import {
  faultOfReplica,
  readServerFacts,
  roleOf,
  type ServerFacts,
} from "@/server/lib/postgres/server-facts";
import type { ReplicaState } from "@/server/lib/process/replica-states";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type ClientLimits, POOL_LIMITS } from "@/server/store/_postgres/client-limits";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { createOpenReads, type OpenReads } from "./open-reads";
import { type Position, type PositionRow, PROBE, positionOf } from "./primary-position";
import { createStanding } from "./standing";

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
  /** The answer of a read on it; rejects as soon as a check finds that the server does not answer. */
  answered: OpenReads["answered"];
  /** Waits until it contains `position`, for `withinMs` at most. */
  reaches(position: Position, withinMs: number): Promise<boolean>;
  /** A read waited for it in vain: the next ones do not, until it has caught up. */
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

/** A frozen server answers no goodbye, nor the reads that nobody waits for any longer. */
const GOODBYE_MS = 1_000;

/** While a read waits for a replica, its position is read this often. */
const POLL_MS = 2;

const REPLAYED = `
  select case when pg_is_in_recovery() then (pg_last_wal_replay_lsn() - '0/0')::text end as position`;

export function openReplica({ url, primaryUrl, setsAccount, ...options }: ReplicaOptions): Replica {
  const name = new URL(url).host;
  const standing = createStanding(name);
  const reads = createOpenReads();
  const onIdleError = (error: Error) => leaveOut(reasonOf(error));
  const pool = { ...options, url, limits: LIMITS, onIdleError, name: `replica ${name}` };
  const database = openDatabase({ ...pool, standby: { setsAccount } });
  const probe = new pg.Pool({ connectionString: url, ...PROBE });
  probe.on("error", onIdleError);
  let replayed: Position | null = null;

  function leaveOut(reason: string): void {
    replayed = null; // it may come back as another server
    standing.leaveOut(reason);
  }

  const pollPosition = shareAnswers(async () => {
    replayed = positionOf((await probe.query<PositionRow>(REPLAYED)).rows);
    return replayed;
  }, POLL_MS);

  async function compare(primary: ServerFacts, at: number): Promise<void> {
    const found = await readServerFacts(probe);
    const fault = faultOfReplica(primary, found, roleOf(primaryUrl));
    if (fault) return leaveOut(fault.reason);
    replayed = found.position;
    standing.note({ at, position: primary.position }, found.position);
  }

  function noteUnanswered(error: unknown): void {
    leaveOut(reasonOf(error));
    if (isAway(error)) reads.abandon(error);
  }

  return {
    database,
    answered: reads.answered,
    isOpen: standing.isOpen,
    // After a restart a standby may have replayed less. Behind a pooler that is not noticed: its position is read each time.
    contains: (position) => options.prepares && replayed !== null && replayed >= position,
    async reaches(position, withinMs) {
      const deadline = performance.now() + withinMs;
      while (performance.now() < deadline && !standing.isLeftOut())
        if ((await pollPosition()) >= position) return true;
      return false;
    },
    noteLate: standing.noteLate,
    noteFault(error) {
      if (isAway(error)) leaveOut(reasonOf(error));
    },
    check: (primary, at) => compare(primary, at).catch(noteUnanswered),
    state: standing.state,
    async close() {
      await within(Promise.all([database.close(), probe.end()]), GOODBYE_MS);
    },
  };
}
