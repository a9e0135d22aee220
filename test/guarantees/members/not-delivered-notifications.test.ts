import { afterAll, beforeAll, expect, test } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { markStuck } from "@/server/commands/messages/mark-late";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import type { Caller } from "@/server/contract/_shared/caller";
import { listNotifications } from "@/server/queries/members/list-notifications";
import { toEvent } from "@/server/store/events/log/event-log";
import { mayNotify, usersNotifiedBy } from "@/server/store/members/notifications";
import { createStage, pass, type Stage } from "@/test/guarantees/laws/stage";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const here = (s: Stage) => ({ conversation: { conversationId: s.conversation.id } });
const token = (s: Stage): Caller => ({
  ...s.admin,
  actor: { type: "token", id: s.token.id, name: s.token.name },
  userId: null,
  tokenId: s.token.id,
  via: "api",
});
async function write(s: Stage, by: Caller = s.agent) {
  pass(world);
  return (await world.run(sendMessage, by, { ...here(s), content: "Your order has left" })).result.message.id;
}
const report = (s: Stage, messageId: number, signal: "failed" | "delivered" | "sent") =>
  s.run(recordReceipts, { receipts: [{ messageId, signal }] });
async function stick(s: Stage, messageId: number) {
  pass(world, 10 * 60_000);
  await s.run(markStuck, { messageIds: [messageId] });
}
const list = async (caller: Caller) =>
  (await listNotifications(world.database, caller, { limit: 50 })).data
    .filter(({ kind }) => kind === "not_delivered")
    .map(({ count, readAt, message }) => ({ count, isRead: readAt !== null, number: message?.number }));

test("the author hears that a message failed, also when it had been assigned to somebody else; the assignee does not", async () => {
  const s = await createStage(world);
  const id = await write(s);
  await s.run(assignConversation, { ...here(s), assigneeId: s.admin.userId });
  await report(s, id, "failed");
  expect(await list(s.agent)).toEqual([{ count: 1, isRead: false, number: expect.any(Number) }]);
  expect(await list(s.admin)).toEqual([]);
  await s.run(assignConversation, { ...here(s), assigneeId: null });
  expect(await list(s.agent)).toHaveLength(1);
});

test("a program's message notifies the assignee, and nobody without one", async () => {
  const s = await createStage(world);
  await report(s, await write(s, token(s)), "failed");
  expect(await list(s.agent)).toEqual([]);
  await s.run(assignConversation, { ...here(s), assigneeId: s.agent.userId });
  await report(s, await write(s, token(s)), "failed");
  expect(await list(s.agent)).toMatchObject([{ count: 1 }]);
});

test("messages of one conversation are one notification, and one that gets stuck and then fails counts once", async () => {
  const s = await createStage(world);
  const [one, two] = [await write(s), await write(s)];
  await stick(s, one);
  await report(s, two, "failed");
  expect(await list(s.agent)).toMatchObject([{ count: 2 }]);
  await report(s, one, "failed");
  expect(await list(s.agent)).toMatchObject([{ count: 2 }]);
});

test("what is retried, delivered or deleted is withdrawn, the rest stays", async () => {
  const s = await createStage(world);
  const [one, two, three] = [await write(s), await write(s), await write(s)];
  for (const id of [one, two, three]) await report(s, id, "failed");
  expect(await list(s.agent)).toMatchObject([{ count: 3 }]);
  await s.run(retryMessage, { messageId: three });
  const [left] = await list(s.agent);
  expect(left).toMatchObject({ count: 2 });
  await report(s, one, "delivered");
  expect(await list(s.agent)).toMatchObject([{ count: 1, number: left?.number }]);
  pass(world);
  await world.run(deleteMessage, s.agent, { messageId: two });
  expect(await list(s.agent)).toEqual([]);
});

test("an unconfirmed message that is delivered after all is withdrawn", async () => {
  const s = await createStage(world);
  const id = await write(s);
  await stick(s, id);
  expect(await list(s.agent)).toMatchObject([{ count: 1 }]);
  await report(s, id, "delivered");
  expect(await list(s.agent)).toEqual([]);
});

test("an author without access to the inbox hears nothing", async () => {
  const s = await createStage(world);
  const id = await write(s, { ...s.outsider, inboxIds: [s.inbox.id] });
  await report(s, id, "failed");
  expect(await list({ ...s.outsider, inboxIds: "all" })).toEqual([]);
});

test("the stream sends the author's notifications after trouble and its end, and reads no other tick", async () => {
  const s = await createStage(world);
  const id = await write(s);
  await world.relay();
  const notified = async () =>
    (await world.relay())
      .filter((row) => row.accountId === s.accountId && mayNotify(row))
      .flatMap((row) => usersNotifiedBy(toEvent(row)));
  await report(s, id, "sent");
  expect(await notified()).toEqual([]);
  await report(s, id, "failed");
  expect(await notified()).toEqual([s.agent.userId]);
  await s.run(retryMessage, { messageId: id });
  expect(await notified()).toEqual([s.agent.userId]);
});
