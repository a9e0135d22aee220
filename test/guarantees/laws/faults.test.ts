import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import type { Database } from "@/server/store/_postgres/db";
import {
  countStatusChanges,
  countStatusEvents,
  watchStatuses,
} from "@/test/guarantees/laws/checks/status-audit";
import { markWrites, tablesWrittenSince, watchWrites } from "@/test/guarantees/laws/checks/write-audit";
import { failAt, isFault } from "@/test/support/database/fault-driver";
import { createWorld, type World } from "@/test/support/scenes/world";
import { CASES } from "./commands";
import { createStage, pass } from "./stage";

const STATEMENTS_MAX = 100;

let world: World;
const lines: string[] = [];
beforeAll(async () => {
  world = await createWorld();
  await watchStatuses(world.database);
  await watchWrites(world.database);
});
afterAll(async () => {
  process.stdout.write(`statements until it succeeds, commit included:\n${lines.join("\n")}\n`);
  await world.close();
});

const SUCCEEDING = CASES.filter(({ expect: e }) => e === "events" || e === "nothing");

test.each(SUCCEEDING.map((one) => [one.name, one] as const))(
  "a fault at any statement leaves nothing half done: %s",
  async (name, one) => {
    const stage = await createStage(world);
    const attempt = await one.prepare(stage);
    pass(world);
    const before = await markWrites(world.database);
    const waiting = await countOutbox();
    let wakes = 0;
    for (let n = 1; ; n++) {
      if (n > STATEMENTS_MAX) throw new Error(`no success after ${STATEMENTS_MAX} statements`);
      const faulty = failAt(world.database, n, n % 2 === 0 ? "refused" : "lost");
      const done = await attempt(runOn(faulty.database, () => wakes++)).catch((error: unknown) => error);
      if (!(done instanceof Error) && isOperation(done)) {
        expect(faulty.statements()).toBe(n - 1);
        expect((await countOutbox()) - waiting).toBe(done.events.length);
        expect(wakes).toBe(done.events.length > 0 ? 1 : 0);
        lines.push(`${String(n - 1).padStart(3)}  ${name}`);
        return;
      }
      expect(isFault(done) ? "the fault" : done).toBe("the fault");
      expect(await tablesWrittenSince(world.database, before)).toEqual([]);
    }
  },
);

test("law 3: all runs together have as many status events as changes of status columns", async () => {
  expect(await countStatusEvents(world.database)).toEqual(await countStatusChanges(world.database));
});

const runOn = (database: Database, onCommitted: () => void) =>
  createRun({ database, now: () => world.clock.now, onCommitted });

const isOperation = (done: unknown): done is { events: unknown[] } =>
  typeof done === "object" && done !== null && "events" in done && Array.isArray(done.events);

async function countOutbox(): Promise<number> {
  const [row] = await world.database.query<{ n: number }>("select count(*) as n from outbox");
  return row?.n ?? 0;
}
