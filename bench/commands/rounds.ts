import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "@/bench/lib/child";
import { cpuSeconds, postgresSeconds } from "@/bench/lib/cpu";
import { type BenchPostgres, queryOne } from "@/bench/lib/postgres";
import { ROLES } from "@/server/lib/postgres/roles";
import type { Doors } from "./doors";
import type { LoadAnswer, LoadQuestion } from "./load";
import type { Operation } from "./operation";
import { OPERATIONS, type OperationName } from "./operations";

const CONNECTIONS = 16;

export type Side = { url: string; port: number; pid: number };
/** Between whom requests go, and how many there are in a round. */
export type Measuring = {
  load: Child<LoadQuestion, LoadAnswer>;
  doors: Doors;
  sides: Record<"ours" | "bare", Side>;
  size: { messages: number; requests: number; bareRequests: number; rounds: number };
  postgres: BenchPostgres;
  isCounted: boolean;
};

type RoundOptions = { connections?: number; count?: number };
export type Rounds = {
  /** Of wrong results. */
  faults: string[];
  /** Sends fresh requests. As many messages must be stored as were answered. */
  run(name: OperationName, side: "ours" | "bare", options?: RoundOptions): Promise<LoadAnswer>;
};

export function createRounds(on: Measuring): Rounds {
  const faults: string[] = [];
  const used = new Map<string, number>();
  async function run(name: OperationName, side: "ours" | "bare", options: RoundOptions = {}) {
    const operation: Operation = OPERATIONS[name];
    const { url, port } = on.sides[side];
    const ownCount = side === "ours" ? on.size.requests : on.size.bareRequests;
    const { count = ownCount, connections = operation.connections ?? CONNECTIONS } = options;
    const before = await messagesOf(url);
    const headers = side === "ours" ? on.doors(operation, `http://127.0.0.1:${port}`) : {};
    const key = `${name} ${side}`;
    const from = used.get(key) ?? 0;
    const question = { operation: name, side, port, headers, connections, from, count, of: on.size.messages };
    const done = await on.load.request(question);
    used.set(key, from + count);
    const written = (await messagesOf(url)) - before;
    const expected = operation.messages * count;
    faults.push(...done.failures.map((failure) => `${name}, ${side}: ${failure}`));
    if (written !== expected)
      faults.push(`${name}, ${side}: ${written} messages written, ${expected} answered`);
    return done;
  }
  return { faults, run };
}

/**
 * Percentiles in ms, processor ms and statements of one request of the product, with what follows it until the log has it.
 * `ownStatements`: those for its caller.
 */
export async function costOf(
  { sides: { ours }, postgres, isCounted }: Measuring,
  round: () => Promise<LoadAnswer>,
) {
  const read = async () => ({
    node: cpuSeconds(ours.pid),
    postgres: await postgresSeconds(ours.url),
    ...(isCounted ? await queryOne<Calls>(postgres.urlOf("postgres"), CALLS) : { calls: 0, own: 0 }),
  });
  const before = await read();
  const { requests, p50, p99 } = await round();
  await settled(ours.url);
  const after = await read();
  return {
    p50Ms: p50,
    p99Ms: p99,
    nodeMs: ((after.node - before.node) * 1000) / requests,
    postgresMs: ((after.postgres - before.postgres) * 1000) / requests,
    statements: (after.calls - before.calls) / requests,
    ownStatements: (after.own - before.own) / requests,
  };
}

type Calls = { calls: number; own: number };
const CALLS = `
  select coalesce(sum(calls), 0)::int as calls,
         coalesce(sum(calls) filter (where r.rolname = '${ROLES.app}'), 0)::int as own
    from pg_stat_statements s join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
   where d.datname = 'ours'`;

const messagesOf = async (url: string): Promise<number> =>
  (await queryOne<{ count: number }>(url, "select count(*)::int as count from message")).count;

/** Waits until everything committed is in the log. */
export async function settled(url: string): Promise<void> {
  const isWaiting = async () =>
    (await queryOne<{ waiting: boolean }>(url, "select exists (select 1 from outbox) as waiting")).waiting;
  while (await isWaiting()) await sleep(20);
}
