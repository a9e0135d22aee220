import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { updateInbox } from "@/server/commands/inboxes/update-inbox";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/withdraw-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { getMessage } from "@/server/queries/messages/get-message";
import { listMessagesById } from "@/server/queries/messages/list-messages-by-id";
import { releaseDueMessages } from "@/server/worker/jobs/release-messages";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";

let world: World;
let tenant: Tenant;
beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

const pass = (ms: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + ms);
};

/** A waiting customer, and an answer that is held for 8 seconds. */
async function begin(more: { resolve?: boolean; startsSent?: boolean } = {}) {
  const { conversation, inbox } = await createScene(world, tenant);
  if (more.startsSent)
    await world.run(updateInbox, tenant.admin, { inboxId: inbox.id, messagesStartAs: "sent" });
  const ref = { conversationId: conversation.id };
  await world.run(receiveMessage, tenant.admin, { conversation: ref, content: "Where is my order?" });
  const waitingSince = world.clock.now.toISOString();
  pass(1_000);
  const { resolve = false } = more;
  const message = { conversation: ref, content: "On its way", holdMs: 8_000, resolve };
  const { id } = (await world.run(sendMessage, tenant.admin, message)).result.message;
  return {
    ref,
    id,
    waitingSince,
    message: () => getMessage(world.database, tenant.admin, id),
    conversation: async () => (await getConversation(world.database, tenant.admin, ref)).conversation,
    withdraw: () => world.run(withdrawMessage, tenant.admin, { messageId: id }),
    report: async () => {
      const receipts = [{ messageId: id, signal: "delivered" as const }];
      return (await world.run(recordReceipts, tenant.admin, { receipts })).result[0]?.result;
    },
    release: () =>
      releaseDueMessages({ database: world.database, run: world.run, now: () => world.clock.now, log }),
    seenByCustomer: async () => {
      const window = { conversationId: conversation.id, before: null, after: null, publicOnly: true };
      const seen = await listMessagesById(world.database, tenant.accountId, {
        ...window,
        leftBy: world.clock.now,
      });
      return seen.map(({ content }) => content);
    },
  };
}

const log = {
  error: (problem: object) => {
    throw new Error(JSON.stringify(problem));
  },
};

test("until it leaves the tick is pending, the customer does not see it, and reports are refused", async () => {
  const held = await begin({ startsSent: true });
  expect(await held.message()).toMatchObject({ status: "pending" });
  expect(await held.seenByCustomer()).toEqual(["Where is my order?"]);
  expect(await held.report()).toBe("message.held");
  pass(7_999);
  await held.release();
  expect(await held.message()).toMatchObject({ status: "pending" });

  pass(1);
  expect(await held.seenByCustomer()).toEqual(["Where is my order?", "On its way"]);
  await held.release();
  expect(await held.message()).toMatchObject({ status: "sent" });
  expect(await held.report()).toBe("applied");
  await expect(held.withdraw()).rejects.toMatchObject({ refusal: "message.already_left" });
});

test("withdrawn, it has no tick and no content, nobody sees it, and the customer waits as before", async () => {
  const held = await begin();
  expect(await held.conversation()).toMatchObject({ waitingSince: null });
  const { events } = await held.withdraw();
  expect(events.map((event) => event.type)).toEqual(["message.withdrawn", "conversation.updated"]);
  expect(await held.message()).toMatchObject({
    status: null,
    content: "",
    withdrawnAt: world.clock.now.toISOString(),
  });
  expect(await held.conversation()).toMatchObject({ waitingSince: held.waitingSince, status: "open" });
  pass(8_000);
  await held.release();
  expect(await held.seenByCustomer()).toEqual(["Where is my order?"]);
  expect(await held.report()).toBe("no_tick");
});

test("of two that are held, the customer waits again only when both are withdrawn", async () => {
  const held = await begin();
  const more = { conversation: held.ref, content: "Tomorrow", holdMs: 8_000 };
  const { id } = (await world.run(sendMessage, tenant.admin, more)).result.message;
  await held.withdraw();
  expect(await held.conversation()).toMatchObject({ waitingSince: null });
  await world.run(withdrawMessage, tenant.admin, { messageId: id });
  expect(await held.conversation()).toMatchObject({ waitingSince: held.waitingSince });
});

test("after send-and-resolve the status is taken back, unless it changed again since", async () => {
  const held = await begin({ resolve: true });
  expect(await held.conversation()).toMatchObject({ status: "resolved" });
  await held.withdraw();
  expect(await held.conversation()).toMatchObject({
    status: "open",
    cause: { rule: "undo" },
    waitingSince: held.waitingSince,
  });

  const moved = await begin({ resolve: true });
  await world.run(changeStatus, tenant.admin, { conversation: moved.ref, signal: "markPending" });
  await moved.withdraw();
  expect(await moved.conversation()).toMatchObject({ status: "pending", cause: { rule: "manual" } });
});

test("withdrawn and released at once, exactly one of them happens", async () => {
  const held = await begin({ startsSent: true });
  pass(7_999);
  const withdrawn = held.withdraw();
  pass(1);
  const [answer] = await Promise.allSettled([withdrawn, held.release()]);
  const { status } = await held.message();
  expect(status).toBe(answer.status === "fulfilled" ? null : "sent");
});
