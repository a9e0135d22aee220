import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { listMessagesById } from "@/server/dialects/chatwoot/queries/list-messages-by-id";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listCustomerMessages } from "@/server/queries/messages/customer-messages";
import { getMessage } from "@/server/queries/messages/get-message";
import { releaseDueMessages } from "@/server/worker/jobs/message-jobs";
import { addMember } from "@/test/support/clients/screens";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";

let world: World;
let tenant: Tenant;
beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

describe("undo send", () => {
  const pass = (ms: number) => {
    world.clock.now = new Date(world.clock.now.getTime() + ms);
  };

  /** A waiting customer, and a reply with an undo window of 8 seconds. */
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

  test("within the undo window a reply is pending, hidden from the customer, and refuses reports", async () => {
    const reply = await begin({ startsSent: true });
    expect(await reply.message()).toMatchObject({ status: "pending" });
    expect(await reply.seenByCustomer()).toEqual(["Where is my order?"]);
    expect(await reply.report()).toBe("message.held");
    pass(7_999);
    await reply.release();
    expect(await reply.message()).toMatchObject({ status: "pending" });

    pass(1);
    expect(await reply.seenByCustomer()).toEqual(["Where is my order?", "On its way"]);
    await reply.release();
    expect(await reply.message()).toMatchObject({ status: "sent" });
    expect(await reply.report()).toBe("applied");
    await expect(reply.withdraw()).rejects.toMatchObject({ refusal: "message.already_left" });
  });

  test("a withdrawn reply has no tick and no content, nobody sees it, and the customer waits as before", async () => {
    const reply = await begin();
    expect(await reply.conversation()).toMatchObject({ waitingSince: null });
    const { events } = await reply.withdraw();
    expect(events.map((event) => event.type)).toEqual(["message.withdrawn", "conversation.updated"]);
    expect(await reply.message()).toMatchObject({
      status: null,
      content: "",
      withdrawnAt: world.clock.now.toISOString(),
    });
    expect(await reply.conversation()).toMatchObject({ waitingSince: reply.waitingSince, status: "open" });
    pass(8_000);
    await reply.release();
    expect(await reply.seenByCustomer()).toEqual(["Where is my order?"]);
    expect(await reply.report()).toBe("no_tick");
  });

  test("of two replies in their undo windows, the customer waits again only when both are withdrawn", async () => {
    const reply = await begin();
    const more = { conversation: reply.ref, content: "Tomorrow", holdMs: 8_000 };
    const { id } = (await world.run(sendMessage, tenant.admin, more)).result.message;
    await reply.withdraw();
    expect(await reply.conversation()).toMatchObject({ waitingSince: null });
    await world.run(withdrawMessage, tenant.admin, { messageId: id });
    expect(await reply.conversation()).toMatchObject({ waitingSince: reply.waitingSince });
  });

  test("withdrawing a send-and-resolve restores the status, unless it has changed again", async () => {
    const reply = await begin({ resolve: true });
    expect(await reply.conversation()).toMatchObject({ status: "resolved" });
    await reply.withdraw();
    expect(await reply.conversation()).toMatchObject({
      status: "open",
      cause: { rule: "undo" },
      waitingSince: reply.waitingSince,
    });

    const moved = await begin({ resolve: true });
    await world.run(changeStatus, tenant.admin, { conversation: moved.ref, signal: "markPending" });
    await moved.withdraw();
    expect(await moved.conversation()).toMatchObject({ status: "pending", cause: { rule: "manual" } });
  });

  test("a message that has left is reported, shown and not withdrawn while the clock is set back, or another's is behind", async () => {
    const reply = await begin({ startsSent: true });
    pass(8_000);
    await reply.release();
    pass(-5_000);
    expect(await reply.seenByCustomer()).toEqual(["Where is my order?", "On its way"]);
    const at = { conversationId: reply.ref.conversationId, before: null, limit: 9, now: world.clock.now };
    const shown = await listCustomerMessages(world.database, tenant.accountId, at);
    expect(shown.map(({ content }) => content)).toEqual(["Where is my order?", "On its way"]);
    await expect(reply.withdraw()).rejects.toMatchObject({ refusal: "message.already_left" });
    expect(await reply.report()).toBe("applied");
    expect(await reply.message()).toMatchObject({ status: "delivered", content: "On its way" });
  });

  test("of a concurrent withdrawal and release, exactly one happens", async () => {
    const reply = await begin({ startsSent: true });
    pass(7_999);
    const withdrawn = reply.withdraw();
    pass(1);
    const [answer] = await Promise.allSettled([withdrawn, reply.release()]);
    const { status } = await reply.message();
    expect(status).toBe(answer.status === "fulfilled" ? null : "sent");
  });
});

describe("crossing replies", () => {
  async function begin() {
    const { conversation, inbox } = await createScene(world, tenant);
    const ref = { conversationId: conversation.id };
    await world.run(receiveMessage, tenant.admin, { conversation: ref, content: "Where is my order?" });
    return {
      conversation: ref,
      agent: await addMember(world, tenant, { role: "agent", inboxIds: [inbox.id] }),
    };
  }

  test("of two replies to the same message one is sent, and the other is refused with it", async () => {
    const { conversation, agent } = await begin();
    const reply = { conversation, content: "On its way", lastSeenNumber: 1 };
    const answers = await Promise.allSettled([
      world.run(sendMessage, tenant.admin, reply),
      world.run(sendMessage, agent, reply),
    ]);
    const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
    expect(refusals.map((reason) => isRefusal(reason) && [reason.refusal, reason.detail])).toEqual([
      ["message.unseen_newer", "2"],
    ]);
  });

  test("one's own messages, notes and messages already seen refuse no reply", async () => {
    const { conversation, agent } = await begin();
    const send = (lastSeenNumber: number) =>
      world.run(sendMessage, agent, { conversation, content: "x", lastSeenNumber });
    await send(1);
    await send(1);
    await world.run(addNote, tenant.admin, { conversation, content: "Be kind" });
    await send(1);
    await world.run(receiveMessage, tenant.admin, { conversation, content: "Never mind" });
    await expect(send(5)).rejects.toMatchObject({ refusal: "message.unseen_newer", detail: "6" });
    await send(6);
  });
});
