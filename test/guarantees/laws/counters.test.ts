import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { Counters } from "@/server/contract/conversation/counters";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { countConversations } from "@/server/queries/conversations/count-conversations";
import { readCounters } from "@/server/queries/conversations/read-counters";
import { one } from "@/server/store/_postgres/db";
import { auditCounters } from "@/server/store/conversations/counter-audit";
import { foldCounters } from "@/server/store/conversations/counters";
import { drawOf, failuresOf, interleave } from "@/test/support/database/interleave";
import { seeds } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { CASES } from "./commands";
import { createStage, pass, type Stage } from "./stage";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

type Place = { inboxId: number; lifecycle: string; status: string; assigneeId: number | null };

/** The expected result of `readCounters`, counted from the rows. */
async function recount({ accountId, inboxIds, userId }: Caller): Promise<Counters> {
  const all = await world.database.query<Place>(
    `select inbox_id as "inboxId", lifecycle, status, assignee_id as "assigneeId" from conversation where account_id = $1`,
    [accountId],
  );
  const rows = all.filter(({ inboxId }) => inboxIds === "all" || inboxIds.includes(inboxId));
  const live = rows.filter(({ lifecycle }) => lifecycle === "live");
  const tally = (of: Place[]) => ({
    all: of.length,
    mine: of.filter(({ assigneeId }) => assigneeId === userId).length,
    unassigned: of.filter(({ assigneeId }) => assigneeId === null).length,
  });
  const statuses = (of: Place[]) => {
    const count = (status: ConversationStatus) => tally(of.filter((row) => row.status === status));
    return {
      open: count("open"),
      pending: count("pending"),
      snoozed: count("snoozed"),
      resolved: count("resolved"),
    };
  };
  const inboxes = [...new Set(live.map(({ inboxId }) => inboxId))];
  return {
    byStatus: statuses(live),
    byInbox: Object.fromEntries(inboxes.map((id) => [id, statuses(live.filter((r) => r.inboxId === id))])),
    trashed: tally(rows.filter(({ lifecycle }) => lifecycle === "trashed")),
  };
}

async function expectCounted(stage: Stage): Promise<void> {
  for (const caller of [stage.admin, stage.agent, stage.outsider]) {
    const counters = await readCounters(world.database, caller);
    const { byInbox } = counters;
    for (const [id, { open, pending, snoozed, resolved }] of Object.entries(byInbox))
      if (open.all + pending.all + snoozed.all + resolved.all === 0) delete byInbox[Number(id)];
    expect(counters).toEqual(await recount(caller));
  }
}

test.each(CASES.map((one) => [one.name, one] as const))("the counters are right after %s", async (_, one) => {
  const stage = await createStage(world);
  const attempt = await one.prepare(stage);
  pass(world);
  await attempt(world.run).catch(unlessRefused);
  await expectCounted(stage);
});

test.each(seeds(20))(
  "the counters are right after three concurrent commands and two folds, in the order of seed %i",
  async (seed) => {
    const draw = drawOf(seed);
    const stage = await createStage(world);
    const attempts: Awaited<ReturnType<(typeof CASES)[number]["prepare"]>>[] = [];
    for (let i = 0; i < 3; i++) {
      const one = CASES[draw(CASES.length)];
      const attempt = await one?.prepare(stage).catch(unlessRefused);
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
    await expectCounted(stage);
    await foldCounters(world.database);
    await expectCounted(stage);
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
  await expectCounted(stage);
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
  await expectCounted(stage);
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
  await expectCounted(stage);
});

function unlessRefused(error: unknown): undefined {
  if (!isRefusal(error)) throw error;
}
