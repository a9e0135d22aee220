import { afterAll, beforeAll, expect, test } from "vitest";
import { advanceBulk } from "@/server/commands/bulk/advance-bulk";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Actor } from "@/server/contract/_shared/dto";
import type { Database } from "@/server/store/_postgres/db";
import { listCommands } from "@/test/guarantees/laws/commands";
import { pass } from "@/test/guarantees/laws/stage";
import { type FaultyDatabase, failAt } from "@/test/support/database/fault-driver";
import { drawnCases, drawnFaults } from "@/test/support/scenes/property";
import { type Edge, type Path, type RequestStep, stepsOf } from "./path";
import { openPaths, type PathStage, type PathWorld } from "./stage";
import { MOVES, PATHS, WITHOUT_PATH } from "./table";
import { end, listDue, WALKS } from "./walks";

let paths: PathWorld;
beforeAll(async () => {
  paths = await openPaths();
});
afterAll(() => paths.close());

type LoggedEvent = { id: number; type: string; operationId: string; actor: Actor };

/** The account's events after a row of its outbox. No relay runs here. */
const listEvents = ({ place }: PathStage, after = 0): Promise<LoggedEvent[]> =>
  paths.world.database.query<LoggedEvent>(
    `select id, type, operation_id as "operationId", body->'actor' as actor from outbox where account_id = $1 and id > $2 order by id`,
    [place.accountId, after],
  );
const typesOf = (events: readonly LoggedEvent[]) => events.map(({ type }) => type);

/** The actor of each edge; a command has its caller's. */
const ACTOR: Record<Edge, Actor["type"] | null> = {
  command: null,
  procedure: "user",
  v1: "token",
  chatwoot: "token",
  freescout: "token",
  worker: "system",
};

test("every command is in the table or in WITHOUT_PATH", () => {
  const inTable = PATHS.flatMap(({ commands }) => commands);
  expect(listCommands()).toEqual([...new Set(inTable), ...WITHOUT_PATH].sort());
});

test("all 18 paths of other inboxes are in the table", () => {
  const numbers = PATHS.flatMap(({ title }) =>
    [...(/^[\d, ]+/.exec(title)?.[0] ?? "").matchAll(/\d+/g)].map(Number),
  );
  expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
});

test("at least three edges check each event by which a command moves a conversation", () => {
  const counts = new Map<string, number>();
  for (const [, { commands, events }] of WALKS)
    for (const command of commands)
      for (const type of new Set(events))
        if (MOVES.has(type)) counts.set(`${command}: ${type}`, (counts.get(`${command}: ${type}`) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count < 3)).toEqual([]);
});

test.each(drawnCases(WALKS))("%s", async (_, path, edge) => {
  const stage = await paths.begin(path, edge);
  const [last] = (await listEvents(stage)).slice(-1);
  const newEvents = () => listEvents(stage, last?.id);
  const ends = edge === "worker" ? undefined : path.ends; // the worker has done all of it
  const walk = async () => {
    await stage.take();
    if (ends) await end(paths, ends, stage);
  };

  await rollBack(stage.take, {
    check: async () => expect(typesOf(await newEvents())).toEqual([]),
    isThorough: edge !== "command", // `every-command.matrix.test.ts` fails each statement of a command
  });
  await stage.take();
  if (ends) {
    const accepted = await newEvents();
    await rollBack(advance(ends, stage), { check: async () => expect(await newEvents()).toEqual(accepted) });
    await end(paths, ends, stage);
  }
  const events = await newEvents();
  expect(typesOf(events)).toEqual(path.events);
  expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(1);
  const actor = path.actor ?? ACTOR[edge];
  if (actor) expect(new Set(events.map(({ actor: { type } }) => type))).toEqual(new Set([actor]));

  const again = path.again ?? (isKeyed(path, edge, stage) ? [] : null);
  if (again === null) return;
  pass(paths.world);
  // A missing resource or a used token is refused.
  await walk().catch((error: unknown) => expect(String(error)).toMatch(/: (4\d\d|[a-z_]+\.[a-z_]+)/));
  expect(typesOf((await newEvents()).slice(events.length))).toEqual(again);
});

/** Whether a repeated request is recognized by its key. */
const isKeyed = ({ ways }: Path, edge: Edge, { place }: PathStage): boolean =>
  ((edge === "v1" || edge === "freescout") &&
    stepsOf<RequestStep>(ways[edge]).at(-1)?.(place).isKeyed === true) ||
  (edge === "procedure" && stepsOf(ways.procedure).at(-1)?.(place).path === "messages.send");

const advance = (ends: "bulk" | "deletion", stage: PathStage) => async () => {
  const { workerContext, place } = stage;
  const system = systemCaller(place.accountId);
  for (const { id } of await listDue(paths, ends, stage))
    await (ends === "bulk"
      ? workerContext.run(advanceBulk, system, { bulkId: id })
      : workerContext.run(advanceDeletion, system, { deletionId: id }));
};

type Check = { check: () => Promise<void>; isThorough?: boolean };

/** Fails the commit of `take`, then if thorough drawn ones of its statements, and checks after every failure. */
async function rollBack(take: () => Promise<unknown>, { check, isThorough = false }: Check): Promise<void> {
  const { database } = paths.world;
  const fail = async (faulty: FaultyDatabase) => {
    await paths.within(faulty.database, take).catch(() => undefined);
    await check();
    return faulty.statements();
  };
  const statements = await fail(failAt(withoutCommits(database), 0, "lost"));
  expect(statements).toBeGreaterThan(0);
  if (!isThorough) return;
  for (const n of drawnFaults(statements - 1)) await fail(failAt(database, n, n % 2 ? "lost" : "refused"));
}

const withoutCommits = (database: Database): Database => ({
  ...database,
  transaction: (work) =>
    database.transaction(async (db) => {
      await work(db);
      throw new Error("the commit is lost");
    }),
});
