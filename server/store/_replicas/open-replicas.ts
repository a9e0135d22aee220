import { isRefusal } from "@/server/contract/_shared/refusal";
import { within } from "@/server/lib/async/within";
import type { ProvidedPostgres } from "@/server/lib/postgres/provide";
import { log } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";
import { provideReplicaStates } from "@/server/lib/process/replica-states";
import { codeOf, reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { provideReplicas, type Replicas } from "./at-replica";
import { openPrimary, type Position } from "./primary-position";
import { openReplica, type Replica } from "./replica";

/** Replicas are compared with the primary this often. */
const CHECK_MS = 1_000;

/** A read waits this long at most for a replica that is not known to have all that it needs; then it goes to the primary. */
const WAIT_MS = 20;

/**
 * Opens the replicas of `postgres`, for the reads of `atReplica`.
 * @param max connections to each.
 */
export function openReplicas(
  database: Database,
  max: number,
  { replicaUrls, url, allAccountsUrl, directUrl, prepares }: ProvidedPostgres,
): { close(): Promise<void> } {
  if (replicaUrls.length === 0) return { close: async () => {} };
  const primary = openPrimary(directUrl, (error) =>
    log.warn({ reason: reasonOf(error) }, "the connection that compares replicas with the primary broke"),
  );
  const setsAccount = allAccountsUrl !== url;
  const replicas = replicaUrls.map((address) =>
    openReplica({ url: address, max, prepares, setsAccount, primaryUrl: url }),
  );
  provideReplicas(
    database,
    createReplicas(replicas, () => primary.position()),
  );
  const withdraw = provideReplicaStates(() => replicas.map((replica) => replica.state()));

  async function check(): Promise<void> {
    const at = performance.now();
    const facts = await primary.facts();
    await Promise.all(replicas.map((replica) => replica.check(facts, at)));
  }
  const checks = every(CHECK_MS, () => check().catch(() => undefined)); // the primary is away: nothing can be compared
  return {
    async close() {
      await checks.stop();
      withdraw();
      await Promise.all([primary, ...replicas].map((opened) => opened.close()));
    },
  };
}

/** Repeats `work` with a pause between; `stop` waits for the last one. */
function every(pauseMs: number, work: () => Promise<unknown>): { stop(): Promise<unknown> } {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let running: Promise<unknown> = Promise.resolve();
  const begin = () => {
    running = work().finally(() => {
      if (!isStopped) timer = setTimeout(begin, pauseMs).unref();
    });
  };
  begin();
  return {
    stop() {
      isStopped = true;
      clearTimeout(timer);
      return running;
    },
  };
}

const TIMED_OUT = "57014";

/** Whether the primary would end a read in the same way: by a refusal, or after the longest time of a statement. */
const endsAnywhere = (error: unknown): boolean => isRefusal(error) || codeOf(error) === TIMED_OUT;

/** Chooses by position: a replica that contains everything committed before the read began, else none. */
export function createReplicas(
  replicas: readonly Replica[],
  readPosition: () => Promise<Position>,
): Replicas {
  let turn = 0;
  const toPrimary = (reason: string) => {
    metrics.replicas.reads.inc({ server: "primary", reason });
    return null;
  };

  async function choose(): Promise<Replica | null> {
    const open = replicas.filter((replica) => replica.isOpen());
    if (open.length === 0) return toPrimary("none");
    const deadline = performance.now() + WAIT_MS;
    const position = await within(readPosition(), WAIT_MS).catch(() => null);
    if (position === null) return toPrimary("unknown");
    turn = (turn + 1) % open.length;
    const [first, ...others] = [...open.slice(turn), ...open.slice(0, turn)];
    const found = [first, ...others].find((replica) => replica?.contains(position)) ?? first;
    if (!found) return null;
    if (found.contains(position)) return found;
    const leftMs = deadline - performance.now();
    if (await within(found.reaches(position, leftMs), leftMs).catch(found.noteFault)) return found;
    found.noteLate();
    return toPrimary("behind");
  }

  return {
    async read(onReplica, onPrimary) {
      const replica = await choose();
      if (!replica) return onPrimary();
      try {
        const answer = await replica.answered(onReplica(replica.database));
        metrics.replicas.reads.inc({ server: "replica", reason: "" });
        return answer;
      } catch (error) {
        if (endsAnywhere(error)) throw error;
        replica.noteFault(error);
        toPrimary("repeated");
        return onPrimary();
      }
    },
  };
}
