import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChangeStatus, changeStatus } from "@/server/commands/conversations/change-status";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { Database } from "@/server/store/_postgres/db";
import { listOverdueOperations } from "@/server/store/idempotency/operations";
import { timeOutOperations } from "@/server/worker/jobs/queue-jobs";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { failuresOf, interleave } from "@/test/support/database/interleave";
import { textOfLog } from "@/test/support/scenes/deleting";
import { drawnRuns, seeds } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { confirmedRun } from "./confirmed-run";
import { createRun } from "./run";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const runOn = (database: Database, now = () => world.clock.now) =>
  createRun({ database, now, onCommitted: () => {} });

/** Runs the worker's job at a time when every running operation is overdue. */
const watch = async (database: Database) => {
  const now = () => new Date(world.clock.now.getTime() + 11_000);
  const faults: unknown[] = [];
  const log = { error: (...entry: unknown[]) => void faults.push(entry) };
  await timeOutOperations({ database, run: runOn(database, now), now, log });
  if (faults.length > 0) throw new Error(`the worker failed: ${JSON.stringify(faults)}`);
};

/** `watch` some statements later. */
const watchLater = (seed: number) => async (database: Database) => {
  await database.transaction(async (db) => {
    for (let waited = 0; waited < (seed % 4) * 4; waited++) await db.query("select 1");
  });
  await watch(database);
};

const describe = (error: unknown) => ({
  code: isRefusal(error) ? error.refusal : "internal",
  message: "No.",
});

/** A begun operation; `finish` gets its database. */
async function begin(stage: Stage) {
  let current = world.database;
  const database: Database = { ...world.database, transaction: (work) => current.transaction(work) };
  const confirmation = { requestId: "crm-1", ends: "here" as const, describe: describe };
  const { run, operationId } = await confirmedRun(runOn(database), stage.admin, confirmation);
  return {
    operationId,
    finish(on: Database, signal: ChangeStatus["signal"]) {
      current = on;
      return run(changeStatus, stage.admin, { conversation: conversation(stage), signal });
    },
  };
}

const outcomeOf = async (stage: Stage, operationId: string) =>
  (await textOfLog(stage)).events
    .filter((event) => event.operationId === operationId)
    .map(({ type }) => type);

const statusOf = async ({ conversation: { id } }: Stage) =>
  (await world.database.query<{ status: string }>("select status from conversation where id = $1", [id]))[0]
    ?.status;

const overdue = () =>
  listOverdueOperations(world.database, { now: new Date("2999-01-01T00:00:00Z"), limit: 10 });

test.each(seeds(drawnRuns(12)))(
  "a change concurrent with its timeout has one end event, which is true: seed %i",
  async (seed) => {
    const stage = await createStage(world);
    const { operationId, finish } = await begin(stage);
    const raced = await interleave(world.database, seed, [
      (database) => finish(database, "resolve"),
      watchLater(seed),
    ]);
    expect(failuresOf(raced)).toEqual([]);
    const ends = await outcomeOf(stage, operationId);
    expect([ends, await statusOf(stage)]).toEqual(
      ends.includes("operation.timed_out")
        ? [["operation.timed_out"], "open"]
        : [["conversation.status_changed", "operation.succeeded"], "resolved"],
    );
    const [outcome] = raced.outcomes;
    expect(isRefusal(outcome) && outcome.refusal === "operation.timed_out").toBe(ends.length === 1);
    expect(await overdue()).toEqual([]);
  },
);

test.each(seeds(drawnRuns(6)))(
  "a refusal concurrent with its timeout has one end event: seed %i",
  async (seed) => {
    const stage = await createStage(world);
    const { operationId, finish } = await begin(stage);
    await interleave(world.database, seed, [(database) => finish(database, "wake"), watchLater(seed)]);
    const outcome = await outcomeOf(stage, operationId);
    expect([["operation.failed"], ["operation.timed_out"]]).toContainEqual(outcome);
    expect(await overdue()).toEqual([]);
  },
);

test("a timed-out operation changes nothing more, and has one end event", async () => {
  const stage = await createStage(world);
  const { operationId, finish } = await begin(stage);
  await Promise.all([watch(world.database), watch(world.database), watch(world.database)]);
  const refused = await finish(world.database, "resolve").catch((error: unknown) => error);
  expect(refused).toMatchObject({ refusal: "operation.timed_out" });
  expect(await statusOf(stage)).toBe("open");
  expect(await outcomeOf(stage, operationId)).toEqual(["operation.timed_out"]);
});

test("an operation has ten seconds", async () => {
  const stage = await createStage(world);
  const { operationId, finish } = await begin(stage);
  const at = (ms: number) => ({ now: new Date(world.clock.now.getTime() + ms), limit: 10 });
  expect(await listOverdueOperations(world.database, at(9_999))).toEqual([]);
  const mine = { accountId: stage.accountId, operationId };
  expect(await listOverdueOperations(world.database, at(10_000))).toEqual([mine]);
  await finish(world.database, "resolve");
  expect(await outcomeOf(stage, operationId)).toEqual(["conversation.status_changed", "operation.succeeded"]);
});

test("an internal error is reported as a failure without its text", async () => {
  const stage = await createStage(world);
  const confirmation = { requestId: "crm-1", ends: "here" as const, describe: describe };
  const { run, operationId } = await confirmedRun(world.run, stage.admin, confirmation);
  const broken = async () => {
    throw new Error("an internal detail");
  };
  await expect(run(broken, stage.admin, {})).rejects.toThrow("an internal detail");
  const { events, text } = await textOfLog(stage);
  expect(text).not.toContain("an internal detail");
  expect(events.find((event) => event.operationId === operationId)).toMatchObject({
    type: "operation.failed",
    data: { error: { code: "internal", detail: "No." }, events: 0 },
  });
});
