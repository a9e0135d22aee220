import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { getTickTimeline } from "@/server/queries/messages/get-message";
import { createStage, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { rollUpMonths } from "./retention-jobs";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const inMonths = (months: number): Date => {
  const now = new Date(world.clock.now);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 2));
};
const rollsUpAfterYear = ({ accountId }: Stage) =>
  world.database.query("update account set receipt_months = 12 where id = $1", [accountId]);
const rollUp = (now: Date) => rollUpMonths({ database: world.database, now: () => now });

const timelineOf = ({ admin, outgoing }: Stage) =>
  getTickTimeline(world.database, admin, {
    messageId: outgoing.id,
    after: 0,
    limit: 50,
    now: world.clock.now,
  });

const countRows = async ({ accountId }: Stage, table: "message_receipt" | "receipt_summary") => {
  const sql = `select count(*)::int as count from ${table} where account_id = $1`;
  const [row] = await world.database.query<{ count: number }>(sql, [accountId]);
  return row?.count;
};

const statusOf = ({ accountId, outgoing }: Stage) =>
  world.database.query("select status, version, attempt from message where account_id = $1 and id = $2", [
    accountId,
    outgoing.id,
  ]);

test("rolled up receipts answer as before, each different report once, and leave the message as it was", async () => {
  const stage = await createStage(world);
  const messageId = stage.outgoing.id;
  for (const signal of ["sent", "delivered", "delivered", "sent"] as const)
    await stage.run(recordReceipts, { receipts: [{ messageId, signal, at: new Date(world.clock.now) }] });
  const before = await timelineOf(stage);
  await rollsUpAfterYear(stage);
  const message = await statusOf(stage);
  expect(before.rolledUpAt).toBeNull();

  await rollUp(inMonths(12));
  expect(await countRows(stage, "receipt_summary")).toBe(0);
  await rollUp(inMonths(13));
  expect(await countRows(stage, "message_receipt")).toBe(0);
  expect(await countRows(stage, "receipt_summary")).toBe(1);

  const after = await timelineOf(stage);
  expect(after.rolledUpAt).toBe(inMonths(13).toISOString());
  const ids = new Set(after.receipts.map(({ id }) => id));
  expect(after.receipts).toEqual(before.receipts.filter(({ id }) => ids.has(id)));
  const reported = ({ receipts }: typeof before) => [...new Set(receipts.map(({ signal }) => signal))];
  expect(reported(after)).toEqual(reported(before));
  expect(after.attempts).toEqual(before.attempts);
  expect(await statusOf(stage)).toEqual(message);
});

test("receipts on legal hold are kept in full, as are those of an account that never rolls up", async () => {
  const held = await createStage(world);
  const never = await createStage(world);
  for (const stage of [held, never])
    await stage.run(recordReceipts, { receipts: [{ messageId: stage.outgoing.id, signal: "delivered" }] });
  await rollsUpAfterYear(held);
  await world.database.query("update inbox set legal_hold = true where id = $1", [held.inbox.id]);
  const counts = [await countRows(held, "message_receipt"), await countRows(never, "message_receipt")];
  expect(counts).not.toContain(0);

  await rollUp(inMonths(13));
  expect([await countRows(held, "message_receipt"), await countRows(never, "message_receipt")]).toEqual(
    counts,
  );
});

test("accounts take turns: the backlog of one leaves the next its first turn", async () => {
  const stages = [await createStage(world), await createStage(world)];
  for (const stage of stages) {
    await stage.run(recordReceipts, { receipts: [{ messageId: stage.outgoing.id, signal: "delivered" }] });
    await rollsUpAfterYear(stage);
  }
  let turns = 0;
  const begun = new AbortController();
  const transaction = world.database.transaction.bind(world.database);
  const watched = vi.spyOn(world.database, "transaction").mockImplementation(async (work) => {
    turns += 1;
    if (turns === stages.length) begun.abort();
    return transaction(work);
  });
  await world.database.query("update account set receipt_months = 0 where not id = any($1)", [
    stages.map(({ accountId }) => accountId),
  ]);
  await rollUpMonths({ database: world.database, now: () => inMonths(13) }, begun.signal);
  watched.mockRestore();
  for (const stage of stages) expect(await countRows(stage, "receipt_summary")).toBe(1);
});

test("a run goes on where the one before it in the process ended, also behind receipts that are left as they are", async () => {
  const stage = await createStage(world);
  await stage.run(recordReceipts, { receipts: [{ messageId: stage.outgoing.id, signal: "delivered" }] });
  await rollsUpAfterYear(stage);
  await world.database.query("update account set receipt_months = 0 where id <> $1", [stage.accountId]);
  const at = { database: world.database, now: () => inMonths(13) };
  const upTo = { accountId: stage.accountId, messages: new Map([[stage.accountId, stage.outgoing.id]]) };
  await rollUpMonths(at, undefined, upTo); // behind its last message
  expect(await countRows(stage, "receipt_summary")).toBe(0);
  expect(upTo).toEqual({ accountId: stage.accountId, messages: new Map() });
  await rollUpMonths(at, undefined, upTo);
  expect(await countRows(stage, "receipt_summary")).toBe(1);
});
