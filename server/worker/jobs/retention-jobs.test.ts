import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Run } from "@/server/commands/_run/run";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { Refusal } from "@/server/contract/_shared/refusal";
import { countDueConversations } from "@/server/queries/inboxes/list-inboxes";
import { getTickTimeline } from "@/server/queries/messages/get-message";
import { readLog } from "@/server/store/events/log/event-log";
import { UNLIMITED } from "@/server/store/files/upload-usage";
import { listAccountsWithDue } from "@/server/store/retention/inbox-retention";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";
import { deleteResolved, purgeDue, rollUpMonths } from "./retention-jobs";

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

const DAY_MS = 24 * 3_600_000;
const context = () => ({
  database: world.database,
  run: world.run,
  files: world.files,
  uploads: UNLIMITED,
  now: () => world.clock.now,
  log: {
    error: (fault: object) => {
      throw new Error(JSON.stringify(fault));
    },
  },
});

const signal = ({ run, conversation }: Stage, name: "resolve" | "reopen") =>
  run(changeStatus, { conversation: { conversationId: conversation.id }, signal: name });
const keepFor = ({ run, inbox }: Stage, days: number) =>
  run(updateInbox, { inboxId: inbox.id, deleteResolvedAfterDays: days });

async function purgedIds({ accountId }: Stage): Promise<number[]> {
  await world.relay();
  const rows = await readLog(world.database, accountId, { after: 0, limit: 5000 });
  return rows.filter(({ type }) => type === "conversation.purged").map(({ body }) => body.resource.id);
}

async function createResolved(days: number): Promise<Stage> {
  const stage = await createStage(world);
  await signal(stage, "resolve");
  if (days > 0) await keepFor(stage, days);
  return stage;
}

/** Another resolved conversation of the contact. */
async function addResolved({ run, inbox, contact }: Stage): Promise<void> {
  const { result } = await run(createConversation, {
    inboxId: inbox.id,
    contactId: contact.id,
    startedBy: "agent",
  });
  await run(changeStatus, { conversation: { conversationId: result.conversation.id }, signal: "resolve" });
}

test("a resolved conversation is deleted after its inbox's days, not before, and never by default", async () => {
  const stage = await createResolved(7);
  const keeping = await createResolved(0);
  pass(world, 6 * DAY_MS);
  await deleteResolved(context());
  await purgeDue(context());
  expect(await purgedIds(stage)).toEqual([]);

  pass(world, DAY_MS);
  await Promise.all([deleteResolved(context()), deleteResolved(context())]);
  await purgeDue(context());
  expect(await purgedIds(stage)).toEqual([stage.conversation.id]);
  expect(await purgedIds(keeping)).toEqual([]);
});

test("a conversation that is reopened, or whose inbox keeps it again, after the deletion began is kept", async () => {
  const reopened = await createResolved(7);
  const kept = await createResolved(7);
  pass(world, 8 * DAY_MS);
  await deleteResolved(context());
  await signal(reopened, "reopen");
  await keepFor(kept, 0);
  await purgeDue(context());
  expect([await purgedIds(reopened), await purgedIds(kept)]).toEqual([[], []]);
});

test("administrators are told how many conversations are due, none of an inbox on legal hold", async () => {
  const stage = await createResolved(0);
  pass(world, 8 * DAY_MS);
  const countOf = (days: number) =>
    countDueConversations(world.database, stage.admin, {
      inboxId: stage.inbox.id,
      deleteResolvedAfterDays: days,
      now: world.clock.now,
    });
  expect(await countOf(7)).toEqual({ count: 1, isMore: false });
  expect(await countOf(9)).toEqual({ count: 0, isMore: false });
  await stage.run(updateInbox, { inboxId: stage.inbox.id, legalHold: true });
  expect(await countOf(7)).toEqual({ count: 0, isMore: false });
});

test("the account whose last deletion began the longest ago is served first", async () => {
  const stages = [await createResolved(1), await createResolved(1)];
  const [first, second] = stages.map(({ accountId }) => accountId);
  pass(world, 2 * DAY_MS);
  const now = world.clock.now;
  const due = await listAccountsWithDue(world.database, { now, limit: 100 });
  expect(due.filter((id) => id === first || id === second)).toEqual([first, second]);
  await deleteResolved(context());
  await purgeDue(context());
  for (const stage of stages) await addResolved(stage);
  pass(world, 2 * DAY_MS);
  await world.database.query(
    "update deletion set created_at = created_at + interval '1 hour' where account_id = $1",
    [first],
  );
  const next = await listAccountsWithDue(world.database, { now: world.clock.now, limit: 100 });
  expect(next.filter((id) => id === first || id === second)).toEqual([second, first]);
});

test("an account whose deletion cannot begin comes last in the next run, and keeps no other from theirs", async () => {
  const [failing, next] = [await createResolved(1), await createResolved(1)];
  pass(world, 2 * DAY_MS);
  const run: Run = Object.assign(
    ((command, caller, input) =>
      caller.accountId === failing.accountId
        ? Promise.reject(new Refusal("server.busy"))
        : world.run(command, caller, input)) as Run,
    { once: world.run.once },
  );
  const failed = new Set<number>();
  const begin = () => deleteResolved({ ...context(), run }, undefined, failed);
  await expect(begin()).rejects.toThrow(Refusal);
  await expect(begin()).rejects.toThrow(Refusal); // at its end
  await purgeDue(context());
  expect(await purgedIds(next)).toEqual([next.conversation.id]);
  expect([...failed]).toEqual([failing.accountId]);
  await deleteResolved(context(), undefined, failed);
  expect([...failed]).toEqual([]);
});
