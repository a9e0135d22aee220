import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { countConversations } from "@/server/queries/conversations/count-conversations";
import { one } from "@/server/store/_postgres/db";
import { auditCounters } from "@/server/store/conversations/counter-audit";
import { foldCounters } from "@/server/store/conversations/counters";
import { expectCounted } from "@/test/guarantees/laws/checks/event-check";
import { drawOf, failuresOf, interleave } from "@/test/support/database/interleave";
import { drawnRuns, seeds } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { CASES, overtakenMax } from "./commands";
import { createStage, pass } from "./stage";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test.each(seeds(drawnRuns(20)))(
  "the counters are right after three concurrent commands and two folds, in the order of seed %i",
  async (seed) => {
    const draw = drawOf(seed);
    const stage = await createStage(world);
    const attempts: Awaited<ReturnType<(typeof CASES)[number]["prepare"]>>[] = [];
    const drawn = Array.from({ length: 3 }, () => CASES[draw(CASES.length)]).flatMap((one) => one ?? []);
    for (const one of drawn) {
      const attempt = await one.prepare(stage).catch(unlessRefused);
      if (attempt) attempts.push(attempt);
    }
    pass(world);
    const done = await interleave(world.database, seed, [
      ...attempts.map(
        (attempt) => (database: World["database"]) =>
          attempt(createRun({ database, now: () => world.clock.now, onCommitted: () => {} })),
      ),
      foldCounters,
      foldCounters,
    ]);
    expect({ failures: failuresOf(done), retries: done.retries }).toEqual({ failures: [], retries: 0 });
    expect(done.overtaken).toBeLessThanOrEqual(overtakenMax(drawn));
    await expectCounted(world.database, stage);
    await foldCounters(world.database);
    await expectCounted(world.database, stage);
    expect(await auditCounters(world.database, stage.accountId, world.clock.now)).toEqual([]);
  },
);

test("while writers, folds and audits run, every read equals a recount", async () => {
  const stage = await createStage(world);
  const attempts: Awaited<ReturnType<(typeof CASES)[number]["prepare"]>>[] = [];
  for (const one of CASES.filter(({ command }) => /conversation|status|message/.test(command))) {
    const attempt = await one.prepare(stage).catch(unlessRefused);
    if (attempt) attempts.push(attempt);
  }
  let isWriting = true;
  const folding = (async () => {
    while (isWriting) await foldCounters(world.database);
  })();
  const auditing = (async () => {
    const found: unknown[] = [];
    while (isWriting)
      found.push(...((await auditCounters(world.database, stage.accountId, world.clock.now)) ?? []));
    return found;
  })();
  await Promise.all(attempts.map((attempt) => attempt(world.run).catch(unlessRefused)));
  isWriting = false;
  await folding;
  expect(await auditing).toEqual([]);
  await expectCounted(world.database, stage);
});

test("two concurrent audits of one account correct a drift once", async () => {
  const stage = await createStage(world);
  await world.database.query(
    `insert into counter_delta (account_id, inbox_id, lifecycle, status, assignee_id, change)
     values ($1, $2, 'live', 'open', 0, 7)`,
    [stage.accountId, stage.inbox.id],
  );
  const audit = () => auditCounters(world.database, stage.accountId, world.clock.now);
  for (let i = 0; i < 5; i++) await Promise.all([audit(), audit(), audit(), foldCounters(world.database)]);
  await expectCounted(world.database, stage);
  expect(await audit()).toEqual([]);
});

test("counts by filter equal the counters if there are any, else they are bounded", async () => {
  const stage = await createStage(world);
  const count = (filter: Parameters<typeof countConversations>[2], max?: number) =>
    countConversations(world.database, stage.agent, filter, max);
  expect(await count({ status: "open" }, 0)).toBe(1);
  expect(await count({ status: "open", assignee: "unassigned", inboxId: stage.inbox.id })).toBe(1);
  expect(await count({ status: "open", assignee: "me" })).toBe(0);
  expect(await count({ assignee: "assigned" })).toBe(0);
  expect(await count({ inboxId: stage.hiddenInbox.id })).toBe(0);
  expect(await count({ contactId: stage.contact.id })).toBe(1);
  expect(await count({ label: "none" })).toBe(0);
});

test("folding leaves no delta, and adds none twice", async () => {
  const stage = await createStage(world);
  while ((await foldCounters(world.database)) > 0);
  const left = async () =>
    one(await world.database.query<{ count: number }>("select count(*) from counter_delta")).count;
  expect(await left()).toBe(0);
  await Promise.all([foldCounters(world.database), foldCounters(world.database)]);
  await expectCounted(world.database, stage);
});

function unlessRefused(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}
