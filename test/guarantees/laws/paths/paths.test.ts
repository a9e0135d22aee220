import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { ActionResult } from "@/app/_auth/act";
import * as actions from "@/app/_inbox/actions";
import { advanceBulk } from "@/server/commands/bulk/advance-bulk";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import type { Database } from "@/server/store/_postgres/db";
import { turn } from "@/server/worker/bulk/work-bulk";
import { purgeDue } from "@/server/worker/jobs/purge-trash";
import { listCommandFiles } from "@/test/guarantees/laws/commands";
import { pass } from "@/test/guarantees/laws/stage";
import { type FaultyDatabase, failAt } from "@/test/support/database/fault-driver";
import { EDGES, type Edge, type Path, type RequestStep, stepsOf } from "./path";
import { openPaths, type PathStage, type PathWorld } from "./stage";
import { MOVES, PATHS, WITHOUT_PATH } from "./table";

/** The request that a server action runs in: Next's part. */
let request = new Headers();
vi.mock("next/headers", () => ({ headers: async () => request }));

const HOST = "inbox.example";
const ACTIONS: Record<string, (...args: never[]) => Promise<ActionResult>> = actions;

let paths: PathWorld;
beforeAll(async () => {
  paths = await openPaths({
    call(name, args, cookie) {
      request = new Headers({ host: HOST, origin: `https://${HOST}`, "next-action": "1", cookie });
      const action = ACTIONS[name];
      if (!action) throw new Error(`no action is called ${name}`);
      return action(...(args as never[])); // as they come from a browser: the action looks at them
    },
  });
});
afterAll(() => paths.close());

type LoggedEvent = { id: number; type: string; operationId: string; actor: Actor };

/** What the account was told after a place in its outbox; nothing is stamped here. */
const listTold = ({ place }: PathStage, after = 0): Promise<LoggedEvent[]> =>
  paths.world.database.query<LoggedEvent>(
    `select id, type, operation_id as "operationId", body->'actor' as actor from outbox where account_id = $1 and id > $2 order by id`,
    [place.accountId, after],
  );
const typesOf = (told: readonly LoggedEvent[]) => told.map(({ type }) => type);

/** Who stands behind an edge; behind a command stands whoever runs it. */
const ACTOR: Record<Edge, Actor["type"] | null> = {
  command: null,
  action: "user",
  procedure: "user",
  v1: "token",
  chatwoot: "token",
  freescout: "token",
  worker: "system",
};

const WALKS = PATHS.flatMap((path) =>
  EDGES.filter((edge) => typeof path.ways[edge] !== "string").map(
    (edge) => [`${path.title}: by ${edge}`, path, edge] as const,
  ),
);

test("every command is in the table, or known to move nothing", () => {
  const inTable = PATHS.flatMap(({ commands }) => commands);
  expect(listCommandFiles()).toEqual([...new Set(inTable), ...WITHOUT_PATH].sort());
});

test("all 18 paths of other inboxes are in the table", () => {
  const numbers = PATHS.flatMap(({ title }) =>
    [...(/^[\d, ]+/.exec(title)?.[0] ?? "").matchAll(/\d+/g)].map(Number),
  );
  expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
});

test("an event that one command keeps to itself is missed on three ways at least", () => {
  const ways = new Map<string, number>();
  for (const [, { commands, told }] of WALKS)
    for (const command of commands)
      for (const type of new Set(told))
        if (MOVES.has(type)) ways.set(`${command}: ${type}`, (ways.get(`${command}: ${type}`) ?? 0) + 1);
  expect([...ways].filter(([, count]) => count < 3)).toEqual([]);
});

test.each(WALKS)("%s", async (_, path, edge) => {
  const stage = await paths.begin(path, edge);
  const [last] = (await listTold(stage)).slice(-1);
  const told = () => listTold(stage, last?.id);
  const ends = edge === "worker" ? undefined : path.ends; // it has done all of it
  const walk = async () => {
    await stage.take();
    if (ends) await end(ends, stage);
  };

  await rollBack(stage.take, {
    look: async () => expect(typesOf(await told())).toEqual([]),
    isThorough: edge !== "command", // whose statements `faults` takes
  });
  await stage.take();
  if (ends) {
    const asked = await told();
    await rollBack(advance(ends, stage), { look: async () => expect(await told()).toEqual(asked) });
    await end(ends, stage);
  }
  const events = await told();
  expect(typesOf(events)).toEqual(path.told);
  expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(1);
  const actor = path.actor ?? ACTOR[edge];
  if (actor) expect(new Set(events.map(({ actor: { type } }) => type))).toEqual(new Set([actor]));

  const again = path.again ?? (isKeyed(path, edge, stage) ? [] : null);
  if (again === null) return;
  pass(paths.world);
  // What is not there any more, or was confirmed before, is refused.
  await walk().catch((error: unknown) => expect(String(error)).toMatch(/: (4\d\d|[a-z_]+\.[a-z_]+)/));
  expect(typesOf((await told()).slice(events.length))).toEqual(again);
});

/** Whether the same request once more is known by its key. */
const isKeyed = ({ ways }: Path, edge: Edge, { place }: PathStage): boolean =>
  ((edge === "v1" || edge === "freescout") &&
    stepsOf<RequestStep>(ways[edge]).at(-1)?.(place).isKeyed === true) ||
  (edge === "procedure" && stepsOf(ways.procedure).at(-1)?.(place).path === "messages.send");

/** What the worker runs, once for all that is due. */
const listDue = (ends: "bulk" | "deletion", { place }: PathStage) =>
  paths.world.database.query<{ id: number }>(
    `select id from ${ends === "bulk" ? "bulk_operation" : "deletion"} where account_id = $1 and state = 'running'`,
    [place.accountId],
  );

const advance = (ends: "bulk" | "deletion", stage: PathStage) => async () => {
  const { house, place } = stage;
  const system = systemCaller(place.accountId);
  for (const { id } of await listDue(ends, stage))
    await (ends === "bulk"
      ? house.run(advanceBulk, system, { bulkId: id })
      : house.run(advanceDeletion, system, { deletionId: id }));
};

/** The worker, as it does it. */
async function end(ends: "bulk" | "deletion", stage: PathStage): Promise<void> {
  const { house, place } = stage;
  if (ends === "deletion") return purgeDue(house);
  const log = { ...house.log, warn: () => undefined };
  for (const { id } of await listDue(ends, stage))
    await turn({ run: house.run, log }, { accountId: place.accountId, bulkId: id });
}

type Looking = { look: () => Promise<void>; isThorough?: boolean };

/** Loses the commit of what `take` does, then each of its statements in turn, and looks every time. */
async function rollBack(take: () => Promise<unknown>, { look, isThorough = false }: Looking): Promise<void> {
  const { database } = paths.world;
  const fail = async (faulty: FaultyDatabase) => {
    await paths.within(faulty.database, take).catch(() => undefined);
    await look();
    return faulty.statements();
  };
  const statements = await fail(failAt(withoutCommits(database), 0, "lost"));
  expect(statements).toBeGreaterThan(0);
  if (!isThorough) return;
  for (let n = 1; n < statements; n++) await fail(failAt(database, n, n % 2 ? "lost" : "refused"));
}

const withoutCommits = (database: Database): Database => ({
  ...database,
  transaction: (work) =>
    database.transaction(async (db) => {
      await work(db);
      throw new Error("the commit is lost");
    }),
});
