import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { markOverdue, markStuck } from "@/server/commands/messages/mark-late";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { createEndpoint } from "@/server/commands/webhooks/endpoints";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import type { ReceiptSignal } from "@/server/domain/message/tick";
import { readAllInboxTrouble } from "@/server/store/health/inbox-health";
import { listDueStuck } from "@/server/store/messages/stuck-messages";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { readPlans } from "@/test/support/database/plan";
import { createWorld, type World } from "@/test/support/scenes/world";
import { exportErrors, type GetHealth, getHealth } from "./health";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const HOUR_MS = 3_600_000;
const send = async (s: Stage) =>
  (await s.run(sendMessage, { conversation: { conversationId: s.conversation.id }, content: "Your order" }))
    .result.message.id;
const report = (s: Stage, messageId: number, signal: ReceiptSignal, error?: string) =>
  s.run(recordReceipts, { receipts: [{ messageId, signal, ...(error && { error }) }] });
async function fail(s: Stage, error?: string) {
  const messageId = await send(s);
  await report(s, messageId, "failed", error);
  return messageId;
}
const health = (caller: Caller, more: Partial<GetHealth> = {}) =>
  getHealth(world.database, caller, {
    period: "day",
    inboxId: null,
    overdueHours: null,
    now: world.clock.now,
    ...more,
  });
const inboxOf = async (s: Stage, more: Partial<GetHealth> = {}) =>
  (await health(s.admin, more)).inboxes.find(({ inboxId }) => inboxId === s.inbox.id);

test("an inbox's pending messages are stuck after the time that it allows, also once they are unconfirmed", async () => {
  const s = await createStage(world);
  const oldestAt = s.outgoing.createdAt.toISOString();
  const none = { count: 0, oldestAt: null };
  expect(await inboxOf(s)).toMatchObject({
    pending: { count: 1, oldestAt },
    stuck: none,
    unconfirmed: none,
    failed: none,
    overdue: { ...none, afterHours: 24, reportsDelivery: false },
    attempts: 1,
    failedAttempts: 0,
    sender: null,
  });
  pass(world, 10 * 60_000);
  expect(await inboxOf(s)).toMatchObject({ pending: { count: 1 }, stuck: { count: 1, oldestAt } });
  await s.run(markStuck, { messageIds: [s.outgoing.id] });
  const marked = { stuck: { count: 1, oldestAt }, unconfirmed: { count: 1, oldestAt } };
  expect(await inboxOf(s)).toMatchObject({ pending: none, ...marked });
  await report(s, s.outgoing.id, "delivered");
  expect(await inboxOf(s)).toMatchObject({ pending: none, stuck: none, unconfirmed: none });
});

test("a message that is sent again waits from then on", async () => {
  const s = await createStage(world);
  await report(s, s.outgoing.id, "failed");
  pass(world, HOUR_MS);
  await s.run(retryMessage, { messageId: s.outgoing.id });
  const oldestAt = world.clock.now.toISOString();
  expect(await inboxOf(s)).toMatchObject({ pending: { count: 1, oldestAt }, stuck: { count: 0 } });
});

test("sent messages are overdue after the inbox's hours or those given, also once they are marked; without any report that is said", async () => {
  const s = await createStage(world);
  await report(s, s.outgoing.id, "sent");
  pass(world, 25 * HOUR_MS);
  const oldestAt = s.outgoing.createdAt.toISOString();
  const one = { count: 1, oldestAt, afterHours: 24, reportsDelivery: true };
  const none = { ...one, count: 0, oldestAt: null };
  expect((await inboxOf(s))?.overdue).toEqual({ ...one, reportsDelivery: false });
  await report(s, await send(s), "read");
  expect((await inboxOf(s))?.overdue).toEqual(one);
  await world.run(markOverdue, systemCaller(s.accountId), { messageIds: [s.outgoing.id] });
  expect((await inboxOf(s))?.overdue).toEqual(one);
  expect((await inboxOf(s, { overdueHours: 48 }))?.overdue).toEqual({ ...none, afterHours: 48 });
  await s.run(updateInbox, { inboxId: s.inbox.id, overdueAfterHours: 0 });
  expect((await inboxOf(s))?.overdue).toEqual({ ...none, afterHours: 0 });
  await s.run(updateInbox, { inboxId: s.inbox.id, overdueAfterHours: 1 });
  await report(s, s.outgoing.id, "delivered");
  expect((await inboxOf(s))?.overdue).toEqual({ ...none, afterHours: 1 });
});

test("attempts and failures are counted in the hour in which the attempt began, also if a later one succeeds", async () => {
  const s = await createStage(world);
  const hourOf = (at: Date) => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS).toISOString();
  pass(world, 2 * HOUR_MS);
  const failed = await fail(s, "Not on WhatsApp");
  const failedAt = hourOf(world.clock.now);
  pass(world, 2 * HOUR_MS);
  await s.run(retryMessage, { messageId: failed });
  await report(s, failed, "delivered");
  const { hours, inboxes, isCut } = await health(s.admin);
  expect(hours).toEqual([
    { at: hourOf(s.outgoing.createdAt), attempts: 1, failed: 0 },
    { at: failedAt, attempts: 1, failed: 1 },
    { at: hourOf(world.clock.now), attempts: 1, failed: 0 },
  ]);
  expect(isCut).toBe(false);
  const totals = inboxes.map(({ attempts, failedAttempts }) => [attempts, failedAttempts]);
  expect(totals).toEqual([
    [3, 1],
    [0, 0],
  ]);
  pass(world, 25 * HOUR_MS);
  expect((await health(s.admin)).hours).toEqual([]);
  expect((await health(s.admin, { period: "week" })).hours).toHaveLength(3);
});

test("failures are grouped by text, with those that are still failed, and exported without formulas", async () => {
  const s = await createStage(world);
  await fail(s, "=cmd()");
  const again = await fail(s, "Not on WhatsApp, ever");
  await fail(s, "Not on WhatsApp, ever");
  await s.run(retryMessage, { messageId: again });
  const newestAt = expect.any(String);
  const inboxIds = [s.inbox.id];
  const example = (error: string) => [{ error, messageId: expect.any(Number), at: newestAt }];
  const [ever, formula] = ["Not on WhatsApp, ever", "=cmd()"];
  expect((await health(s.admin)).errors).toEqual([
    { error: ever, attempts: 2, open: 1, newestAt, inboxIds, examples: example(ever) },
    { error: formula, attempts: 1, open: 1, newestAt, inboxIds, examples: example(formula) },
  ]);
  expect((await health(s.admin, { inboxId: s.hiddenInbox.id })).errors).toEqual([]);
  const file = await text(
    await exportErrors(world.database, s.admin, { period: "day", inboxId: null, now: world.clock.now }),
  );
  const [head, first, second] = file.split("\r\n");
  expect(head).toBe(
    "\uFEFFerror,failed attempts,still failed,newest,inbox ids,inboxes,newest text,newest message id",
  );
  expect(first).toMatch(/^"Not on WhatsApp, ever",2,1,2026-.*,\d+,Website,"Not on WhatsApp, ever",\d+$/);
  expect(second).toMatch(/^'=cmd\(\),1,1,.*,'=cmd\(\),\d+$/);
});

test("messages that wait for the program behind their inbox are stuck too, and queued", async () => {
  const s = await createStage(world);
  await s.run(updateInbox, { inboxId: s.inbox.id, callbackUrl: "https://sender.example.com/send" });
  const { createdAt } = (
    await s.run(sendMessage, { conversation: { conversationId: s.conversation.id }, content: "Late" })
  ).result.message;
  pass(world, 10 * 60_000);
  const due = await listDueStuck(world.database, { now: world.clock.now, limit: 100, except: [] });
  const messageIds = due
    .filter(({ accountId }) => accountId === s.accountId)
    .map(({ messageId }) => messageId);
  expect(messageIds).toEqual([s.outgoing.id]);
  await s.run(markStuck, { messageIds });
  const { queues, inboxes } = await health(s.admin);
  expect(queues.sends).toEqual({ waiting: 1, due: 1, calling: 0, oldestDueAt: createdAt.toISOString() });
  expect(inboxes[0]).toMatchObject({ pending: { count: 1 }, unconfirmed: { count: 1 }, stuck: { count: 2 } });
  expect((await health((await createStage(world)).admin)).queues.sends.waiting).toBe(0);
});

test("what waits is counted: events, deliveries and endpoints", async () => {
  const s = await createStage(world);
  await world.relay();
  await s.run(createEndpoint, { url: "https://hooks.example.com/in", types: ["*"], format: "thin" });
  const { queues, endpoints } = await health(s.admin);
  expect(queues).toMatchObject({
    sends: { waiting: 0, due: 0, calling: 0, oldestDueAt: null },
    messageChanges: { waiting: 0, due: 0, calling: 0, oldestDueAt: null },
    deliveries: { waiting: 0, due: 0, oldestDueAt: null },
    outbox: { waiting: 1 },
    bulkOperations: { running: 0, remaining: 0 },
  });
  expect(endpoints).toMatchObject([{ url: "https://hooks.example.com/in", state: "enabled", health: {} }]);
});

test("another account's messages, failures and endpoints are not in it, and agents get none", async () => {
  const [s, other] = [await createStage(world), await createStage(world)];
  await fail(other, "Theirs");
  await other.run(createEndpoint, { url: "https://hooks.example.com/theirs", types: ["*"], format: "thin" });
  const { inboxes, errors, endpoints, hours } = await health(s.admin);
  expect(inboxes.map(({ inboxId }) => inboxId)).toEqual([s.inbox.id, s.hiddenInbox.id]);
  expect([errors, endpoints]).toEqual([[], []]);
  expect(hours).toMatchObject([{ attempts: 1, failed: 0 }]);
  await expect(health(s.agent)).rejects.toMatchObject({ refusal: "auth.forbidden" });
  await expect(health(s.admin, { inboxId: other.inbox.id })).rejects.toMatchObject({
    refusal: "inbox.not_found",
  });
  const input = { period: "day", inboxId: null, now: world.clock.now } as const;
  await expect(exportErrors(world.database, s.agent, input)).rejects.toMatchObject({
    refusal: "auth.forbidden",
  });
});

test("operators read the inboxes of all accounts, at most as many as they ask for", async () => {
  const s = await createStage(world);
  const read = { now: world.clock.now, overdueHours: 24, max: 100 };
  const all = await readAllInboxTrouble(world.database, { ...read, inboxesMax: 1_000 });
  expect(all).toContainEqual(
    expect.objectContaining({
      accountId: s.accountId,
      inboxId: s.inbox.id,
      pending: { count: 1, oldestAt: expect.any(String) },
    }),
  );
  expect(new Set(all.map(({ accountId }) => accountId)).size).toBeGreaterThan(1);
  expect(await readAllInboxTrouble(world.database, { ...read, inboxesMax: 1 })).toHaveLength(1);
});

test("it reads indexes, however many other messages there are", async () => {
  const s = await createStage(world);
  await fail(s);
  await world.database.query(
    `with made as (
       insert into message (account_id, conversation_id, inbox_id, number, kind, direction, content, sender_type, status,
                            attempt, created_at, updated_at)
       select $1, $2, $3, 100 + n, 'message', 'out', 'Hello', 'system', 'delivered', 1, at, at
         from generate_series(1, 20000) n, lateral (select $4::timestamptz - make_interval(hours => 800 + n) as at) t
       returning account_id, id, inbox_id, created_at)
     insert into message_attempt (account_id, message_id, number, inbox_id, started_at)
     select account_id, id, 1, inbox_id, created_at from made`,
    [s.accountId, s.conversation.id, s.inbox.id, world.clock.now],
  );
  await world.database.query("analyze message, message_attempt, message_receipt");
  const readings = await readPlans(world.database, (database) =>
    getHealth(database, s.admin, {
      period: "month",
      inboxId: null,
      overdueHours: 24,
      now: world.clock.now,
    }),
  );
  const scanned = readings.flatMap(({ seqScans }) => seqScans);
  for (const table of ["message", "message_attempt", "send", "delivery"])
    expect(scanned).not.toContain(table);
  expect(readings.flatMap(({ indexes }) => indexes)).toEqual(
    expect.arrayContaining(["message_waiting", "message_attempt_started"]),
  );
  expect(Math.max(...readings.map(({ rowsRead }) => rowsRead))).toBeLessThan(1_500);
});
