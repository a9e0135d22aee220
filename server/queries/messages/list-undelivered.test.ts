import { afterAll, beforeAll, expect, test } from "vitest";
import { checkDeliveryReports } from "@/server/commands/check-alerts";
import { assignConversation } from "@/server/commands/conversations/assign";
import { trashConversation } from "@/server/commands/conversations/trash";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { markOverdue, markStuck } from "@/server/commands/messages/mark-late";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import {
  dismissMessage,
  markDelivered,
  undismissMessage,
} from "@/server/commands/messages/undelivered-messages";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { errorFingerprint } from "@/server/domain/send/error-groups";
import { getHealth } from "@/server/queries/health/health";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { readPlans } from "@/test/support/database/plan";
import { createWorld, type World } from "@/test/support/scenes/world";
import { getTickTimeline } from "./get-message";
import { countUndeliveredOf, type ListUndelivered, listUndelivered } from "./list-undelivered";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const here = (s: Stage) => ({ conversation: { conversationId: s.conversation.id } });
const send = async (s: Stage) =>
  (await s.run(sendMessage, { ...here(s), content: "Your order has left" })).result.message.id;
async function fail(s: Stage, error: string | null = null) {
  const messageId = await send(s);
  await s.run(recordReceipts, { receipts: [{ messageId, signal: "failed", ...(error && { error }) }] });
  return messageId;
}
async function stick(s: Stage) {
  const messageId = await send(s);
  pass(world, 10 * 60_000);
  await s.run(markStuck, { messageIds: [messageId] });
  return messageId;
}
const ids = async (caller: Caller, filter: Partial<ListUndelivered> = {}) => {
  const { data } = await listUndelivered(world.database, caller, { limit: 50, ...filter });
  return data.map(({ message }) => message.id);
};
const count = async (caller: Caller, max?: number) =>
  (await countUndeliveredOf(world.database, caller.accountId, max))(caller);

test("failed and unconfirmed messages are listed newest first until they are sent again or arrive", async () => {
  const s = await createStage(world);
  const [failed, stuck] = [await fail(s), await stick(s)];
  expect(await ids(s.agent)).toEqual([stuck, failed]);
  expect(await ids(s.agent, { trouble: "failed" })).toEqual([failed]);
  expect(await ids(s.agent, { trouble: "unconfirmed" })).toEqual([stuck]);
  expect(await count(s.agent)).toEqual({ mine: 0, all: 2, isCut: false });
  await s.run(retryMessage, { messageId: failed });
  await s.run(recordReceipts, { receipts: [{ messageId: stuck, signal: "delivered" }] });
  expect(await ids(s.agent)).toEqual([]);
  expect(await count(s.agent)).toEqual({ mine: 0, all: 0, isCut: false });
});

test("dismissed messages are in no list and no count, until they are retried, change, or the dismissal is undone", async () => {
  const s = await createStage(world);
  const [failed, stuck] = [await fail(s), await stick(s)];
  for (const messageId of [failed, stuck]) await s.run(dismissMessage, { messageId, reason: "Called" });
  expect(await ids(s.agent)).toEqual([]);
  expect(await count(s.agent)).toEqual({ mine: 0, all: 0, isCut: false });
  await s.run(recordReceipts, { receipts: [{ messageId: stuck, signal: "failed" }] });
  expect(await ids(s.agent)).toEqual([stuck]);
  await s.run(undismissMessage, { messageId: failed });
  expect(await ids(s.agent)).toEqual([stuck, failed]);
  await s.run(dismissMessage, { messageId: failed, reason: "Called" });
  await s.run(retryMessage, { messageId: failed });
  await s.run(recordReceipts, { receipts: [{ messageId: failed, signal: "failed" }] });
  expect(await ids(s.agent)).toEqual([stuck, failed]);
});

test("a message that is marked as delivered leaves the list, and its timeline names the member", async () => {
  const s = await createStage(world);
  const stuck = await stick(s);
  await s.run(markDelivered, { messageId: stuck });
  expect(await ids(s.agent)).toEqual([]);
  const timeline = { messageId: stuck, after: 0, limit: 50, now: world.clock.now };
  const { receipts } = await getTickTimeline(world.database, s.agent, timeline);
  expect(receipts.at(-1)).toMatchObject({
    ...{ signal: "delivered", result: "applied", reason: "stated" },
    actor: { type: "user", id: s.admin.userId },
  });
});

test("overdue messages have a list of their own, in no count, until they arrive; without reports it says so", async () => {
  const s = await createStage(world);
  await s.run(recordReceipts, { receipts: [{ messageId: s.outgoing.id, signal: "sent" }] });
  pass(world, 24 * 3_600_000);
  await world.run(markOverdue, systemCaller(s.accountId), { messageIds: [s.outgoing.id] });
  const overdue = { trouble: "overdue" as const };
  expect(await ids(s.agent, overdue)).toEqual([s.outgoing.id]);
  expect(await ids(s.agent, { ...overdue, inboxId: s.inbox.id })).toEqual([s.outgoing.id]);
  expect(await ids(s.outsider, overdue)).toEqual([]);
  expect(await ids(s.agent)).toEqual([]);
  expect(await count(s.agent)).toMatchObject({ all: 0 });
  await s.run(recordReceipts, { receipts: [{ messageId: s.outgoing.id, signal: "delivered" }] });
  expect(await ids(s.agent, overdue)).toEqual([]);

  const silent = await createStage(world);
  await silent.run(updateInbox, { inboxId: silent.inbox.id, alertOverdueMessages: 1 });
  await silent.run(recordReceipts, { receipts: [{ messageId: silent.outgoing.id, signal: "sent" }] });
  pass(world, 25 * 3_600_000);
  await world.run(checkDeliveryReports, systemCaller(silent.accountId), { inboxId: silent.inbox.id });
  const reportsOf = async (caller: Caller, filter: Partial<ListUndelivered> = overdue) =>
    (await listUndelivered(world.database, caller, { limit: 50, ...filter })).noReportsFrom;
  expect(await reportsOf(silent.agent)).toEqual([silent.inbox.id]);
  expect(await reportsOf(silent.outsider)).toEqual([]);
  expect(await reportsOf(s.agent)).toEqual([]);
  expect(await reportsOf(silent.agent, {})).toEqual([]);
});

test("the error of a report finds the failures that it groups", async () => {
  const s = await createStage(world);
  const failed = [
    await fail(s, "131026: Message 4711 to 'Ada' failed"),
    await fail(s, "131026: Message 12 to 'Bo' failed"),
  ];
  await fail(s, "131026: failed Message");
  expect(await ids(s.agent, { error: "131026: Message … to … failed" })).toEqual(failed.toReversed());
});

test("a failure that was dismissed needs nobody: Health does not count it among those that are still failed", async () => {
  const s = await createStage(world);
  const [dismissed] = [await fail(s, "no such number"), await fail(s, "no such number")];
  await s.run(dismissMessage, { messageId: dismissed, reason: "called them" });
  const request = { period: "day", inboxId: null, overdueHours: null, now: world.clock.now } as const;
  const { errors } = await getHealth(world.database, s.admin, request);
  expect(errors).toMatchObject([{ error: "no such number", attempts: 2, open: 1 }]);
});

test("the error of a report finds failures whose text has several lines and blanks", async () => {
  const s = await createStage(world);
  const error = "550-5.1.1 The account  does not exist.\r\n550 5.1.1\tTry double-checking <ada@example.test>";
  const failed = await fail(s, error);
  expect(await ids(s.agent, { error: errorFingerprint(error) })).toEqual([failed]);
  expect(await ids(s.agent, { error: "exist. 550" })).toEqual([failed]);
  expect(await ids(s.agent, { error: "account exist" })).toEqual([]);
});

test("a part of the error's text finds failed messages in any case, and its wildcards are letters", async () => {
  const s = await createStage(world);
  const [refused, other] = [await fail(s, "Recipient NOT on WhatsApp (131026)"), await fail(s, "Träge 100%")];
  await fail(s);
  await stick(s);
  expect(await ids(s.agent, { error: "not on whatsapp" })).toEqual([refused]);
  expect(await ids(s.agent, { error: "0%" })).toEqual([other]);
  expect(await ids(s.agent, { error: "%" })).toEqual([other]);
  expect(await ids(s.agent, { error: "_" })).toEqual([]);
});

test("mine are those of conversations assigned to the member; the trash and other inboxes are left out", async () => {
  const s = await createStage(world);
  const id = await fail(s);
  await s.run(assignConversation, { ...here(s), assigneeId: s.agent.userId });
  expect(await ids(s.agent, { assignee: "me" })).toEqual([id]);
  expect(await ids(s.admin, { assignee: "me" })).toEqual([]);
  expect([await count(s.agent), await count(s.admin)]).toMatchObject([{ mine: 1 }, { mine: 0, all: 1 }]);
  expect(await ids(s.agent, { inboxId: s.inbox.id })).toEqual([id]);
  expect(await ids(s.admin, { inboxId: s.hiddenInbox.id })).toEqual([]);
  expect([await ids(s.outsider), await count(s.outsider)]).toEqual([[], { mine: 0, all: 0, isCut: false }]);
  await s.run(trashConversation, here(s));
  expect([await ids(s.admin), await count(s.admin)]).toEqual([[], { mine: 0, all: 0, isCut: false }]);
});

test("pages omit and repeat nothing, and a count beyond its bound says so", async () => {
  const s = await createStage(world);
  const all: number[] = [];
  for (let i = 0; i < 5; i++) all.unshift(await fail(s));
  const seen: number[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listUndelivered>> = await listUndelivered(world.database, s.agent, {
      cursor,
      limit: 2,
    });
    seen.push(...page.data.map(({ message }) => message.id));
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  expect(seen).toEqual(all);
  expect(await count(s.agent, 4)).toEqual({ mine: 0, all: 4, isCut: true });
  expect(await count(s.agent, 5)).toEqual({ mine: 0, all: 5, isCut: false });
});

test("lists and counts read the indexes of undelivered messages, however many others there are", async () => {
  const s = await createStage(world);
  await fail(s);
  await world.database.query(
    `insert into message (account_id, conversation_id, inbox_id, number, kind, direction, content, sender_type, status,
                          attempt, created_at, updated_at)
     select $1, $2, $3, 100 + n, 'message', 'out', 'Hello', 'system', 'delivered', 1, $4, $4
       from generate_series(1, 5000) n`,
    [s.accountId, s.conversation.id, s.inbox.id, world.clock.now],
  );
  await world.database.query("analyze message");
  const readings = [
    ...(await readPlans(world.database, (database) =>
      listUndelivered(database, s.admin, { limit: 50, error: "x" }),
    )),
    ...(await readPlans(world.database, (database) =>
      listUndelivered(database, s.admin, { limit: 50, inboxId: s.inbox.id }),
    )),
    ...(await readPlans(world.database, (database) => countUndeliveredOf(database, s.accountId))),
  ];
  const scans = readings.filter(({ indexes }) =>
    indexes.some((index) => index.startsWith("message_trouble")),
  );
  expect(scans).toHaveLength(3);
  expect(readings.flatMap(({ seqScans }) => seqScans)).not.toContain("message");
  expect(Math.max(...readings.map(({ rowsRead }) => rowsRead))).toBeLessThan(50);
});
