import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Caller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { reduceAll } from "@/server/contract/event/reduce";
import { RECEIPT_SIGNALS } from "@/server/contract/message/constants";
import type { Database } from "@/server/store/_postgres/db";
import { toEvent } from "@/server/store/events/log/event-log";
import { checkEvent } from "@/test/guarantees/laws/checks/event-check";
import {
  countStatusChanges,
  countStatusEvents,
  watchStatuses,
} from "@/test/guarantees/laws/checks/invariants";
import { readSnapshot } from "@/test/guarantees/laws/checks/snapshot";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { failAt } from "@/test/support/database/interleave";
import { holdsAsync } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createReceiptQueue } from "./receipt-queue";
import type { ReceiptInput } from "./receipt-targets";

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await watchStatuses(world.database);
});
afterAll(() => world.close());

const runOn = (database: Database) =>
  createRun({ database, now: () => world.clock.now, onCommitted: () => {} });

/** A stage with `count` outgoing messages. */
async function openStage(count: number): Promise<{ stage: Stage; ids: number[] }> {
  const stage = await createStage(world);
  const ids = [stage.outgoing.id];
  while (ids.length < count) {
    const ref = { conversation: { conversationId: stage.conversation.id }, content: `No. ${ids.length}` };
    ids.push((await stage.run(sendMessage, ref)).result.message.id);
  }
  await world.relay();
  pass(world);
  return { stage, ids };
}

const ticksOf = async (stage: Stage) =>
  world.database.query(
    `select status, external_error, attempt, source_id is null as nameless from message
      where account_id = $1 and status is not null order by id`,
    [stage.accountId],
  );

/** Which message, and which signal; `turn`: how many turns of the event loop the caller waits before. */
const calls = fc.array(
  fc.record({
    turn: fc.nat(4),
    isAgent: fc.boolean(),
    receipts: fc.array(
      fc.record({
        which: fc.nat(2),
        signal: fc.constantFrom(...RECEIPT_SIGNALS),
        error: fc.constantFrom(null, "a", "b"),
        sourceId: fc.constantFrom(null, null, null, "provider"),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { minLength: 1, maxLength: 12 },
);

test("interleaved calls end as sequential ones do, and their events keep the laws", async () => {
  await holdsAsync(
    fc.asyncProperty(calls, fc.integer({ min: 1, max: 5 }), async (list, batch) => {
      const [one, many] = [await openStage(3), await openStage(3)];
      const inputs = ({ ids }: { ids: number[] }, { receipts }: (typeof list)[number]): ReceiptInput[] =>
        receipts.map(({ which, sourceId, ...rest }) => ({
          ...rest,
          messageId: ids[which] ?? 0,
          sourceId: sourceId && `${sourceId}-${which}`,
          at: world.clock.now,
        }));
      const alone = createReceiptQueue(world.run, { transactions: 1, batch: 1 });
      for (const call of list) await alone.record(one.stage.admin, inputs(one, call));

      const before = await readSnapshot(world.database, [many.stage.accountId]);
      const queue = createReceiptQueue(world.run, { batch });
      const outcomes = await Promise.all(
        list.map(async (call) => {
          for (let i = 0; i < call.turn; i++) await new Promise(setImmediate);
          return queue.record(call.isAgent ? many.stage.agent : many.stage.admin, inputs(many, call));
        }),
      );
      expect(outcomes.map((o) => o.length)).toEqual(list.map(({ receipts }) => receipts.length));
      expect(await ticksOf(many.stage)).toEqual(await ticksOf(one.stage));
      const events = (await world.relay()).filter((row) => row.accountId === many.stage.accountId);
      for (const row of events) checkEvent(toEvent(row));
      expect(reduceAll(before, events.map(toEvent))).toEqual(
        await readSnapshot(world.database, [many.stage.accountId]),
      );
      expect(await countReceipts(many.stage)).toBe(list.flatMap(({ receipts }) => receipts).length);
    }),
    { runs: 10 },
  );
  expect(await countStatusEvents(world.database)).toEqual(await countStatusChanges(world.database));
});

const countReceipts = async ({ accountId }: Stage) =>
  (await world.database.query(`select 1 from message_receipt where account_id = $1`, [accountId])).length;

test("waiting calls share a transaction: one event from the first status to the last, by the deciding caller", async () => {
  const { stage, ids } = await openStage(1);
  const [messageId = 0] = ids;
  const queue = createReceiptQueue(world.run);
  const record = (caller: Caller, signal: ReceiptInput["signal"]) =>
    queue.record(caller, [{ messageId, signal }]);
  const outcomes = await Promise.all([
    record(stage.admin, "sent"),
    record(stage.agent, "read"),
    record(stage.admin, "delivered"),
  ]);
  expect(outcomes.flat().map(({ result, message }) => [result, message?.status])).toEqual([
    ["applied", "read"],
    ["applied", "read"],
    ["stale", "read"],
  ]);
  const events = (await world.relay()).map(toEvent);
  expect(events.map(({ type, actor, changes }) => [type, actor, changes])).toEqual([
    ["message.status_changed", stage.agent.actor, { status: { from: "pending", to: "read" } }],
  ]);
  expect(await countReceipts(stage)).toBe(3);
});

test("each report is checked against its own caller's rights and place", async () => {
  const { stage, ids } = await openStage(1);
  const [messageId = 0] = ids;
  const queue = createReceiptQueue(world.run);
  const { displayId } = stage.conversation;
  const record = (caller: Caller, more: object) =>
    queue.record(caller, [{ messageId, signal: "delivered", ...more }]);
  const outcomes = await Promise.all([
    record(stage.outsider, {}),
    record(stage.agent, { within: { displayId: displayId + 1, channel: "api" } }),
    record(stage.agent, { within: { displayId, channel: "widget" } }),
    record(stage.outsider, { messageId: null, inboxId: stage.inbox.id, sourceId: "x" }),
    record(stage.outsider, { sourceId: "taught-by-nobody" }),
    record(stage.agent, { within: { displayId, channel: "api" } }),
  ]);
  expect(outcomes.flat().map(({ result, message }) => [result, message?.id])).toEqual([
    ["message.not_found", undefined],
    ["message.not_found", undefined],
    ["message.status_not_allowed", undefined],
    ["inbox.not_found", undefined],
    ["message.not_found", undefined],
    ["applied", messageId],
  ]);
  expect(await countReceipts(stage)).toBe(1);
  expect((await world.relay()).map((row) => row.body.actor)).toEqual([stage.agent.actor]);
});

test("a call that fails in Postgres fails alone, although it shared its transaction", async () => {
  const { stage, ids } = await openStage(3);
  await world.database.query(
    `alter table message_receipt add constraint no_poison check (error is distinct from 'poison') not valid`,
  );
  try {
    const queue = createReceiptQueue(world.run);
    const settled = await Promise.allSettled(
      ids.map((messageId, i) =>
        queue.record(stage.admin, [{ messageId, signal: "failed", error: i === 1 ? "poison" : "plain" }]),
      ),
    );
    expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await countReceipts(stage)).toBe(2);
  } finally {
    await world.database.query(`alter table message_receipt drop constraint no_poison`);
  }
});

test("a fault at any statement of a shared transaction: every call is settled, and recorded exactly once", async () => {
  for (let n = 1; n <= 5; n++) {
    const { stage, ids } = await openStage(2);
    const faulty = failAt(world.database, n, n % 2 === 0 ? "refused" : "lost");
    let isFirst = true;
    const once: Database = {
      ...world.database,
      transaction: (work) => {
        const { transaction } = isFirst ? faulty.database : world.database;
        isFirst = false;
        return transaction(work);
      },
    };
    const queue = createReceiptQueue(runOn(once));
    const outcomes = await Promise.all(
      ids.map((messageId) => queue.record(stage.admin, [{ messageId, signal: "delivered" }])),
    );
    expect(outcomes.flat().map(({ result }) => result)).toEqual(["applied", "applied"]);
    expect([(await world.relay()).length, await countReceipts(stage)]).toEqual([2, 2]);
  }
});

test("an unreachable database fails all waiting calls immediately, and the queue continues", async () => {
  const { stage, ids } = await openStage(1);
  const [messageId = 0] = ids;
  let isAway = true;
  let tried = 0;
  const database: Database = {
    ...world.database,
    transaction: async (work) => {
      tried += 1;
      if (isAway) throw Object.assign(new Error("terminating connection"), { code: "57P01" });
      return world.database.transaction(work);
    },
  };
  const queue = createReceiptQueue(runOn(database), { batch: 1, transactions: 1 });
  const record = () => queue.record(stage.admin, [{ messageId, signal: "read" }]);
  const settled = await Promise.allSettled(Array.from({ length: 20 }, record));
  expect(settled.every(({ status }) => status === "rejected")).toBe(true);
  expect(tried).toBe(1);
  isAway = false;
  await queue.drained();
  expect((await record()).map(({ result }) => result)).toEqual(["applied"]);
});

test("an account waits for at most one transaction of each other account, however many calls those have", async () => {
  const [busy, quiet] = [await openStage(1), await openStage(1)];
  const queue = createReceiptQueue(world.run, { batch: 10, transactions: 1 });
  const done: string[] = [];
  const record = async ({ stage, ids: [messageId = 0] }: typeof busy, name: string) => {
    await queue.record(stage.admin, [{ messageId, signal: "read" }]);
    done.push(name);
  };
  const flood = Array.from({ length: 200 }, () => record(busy, "busy"));
  await Promise.all([...flood, record(quiet, "quiet")]);
  expect(done.indexOf("quiet")).toBeLessThanOrEqual(20);
});

test("a full queue refuses with server.busy, and accepts again once there is room", async () => {
  const { stage, ids } = await openStage(1);
  const [messageId = 0] = ids;
  const queue = createReceiptQueue(world.run, { capacity: 5, capacityPerKey: 3 });
  const record = () => queue.record(stage.admin, [{ messageId, signal: "sent" }]);
  const settled = await Promise.allSettled(Array.from({ length: 4 }, record));
  const refusals = settled.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  expect(refusals.map((error) => isRefusal(error) && error.refusal)).toEqual(["server.busy"]);
  await queue.drained();
  expect(await record()).toHaveLength(1);
});
