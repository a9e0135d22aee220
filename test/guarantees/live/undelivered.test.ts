import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { assignConversation } from "@/server/commands/conversations/assign";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { NO_TOPICS } from "@/server/contract/live/topics";
import { createLiveAccount } from "@/test/support/clients/live-account";
import { openStream } from "@/test/support/clients/live-stream";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("streams with counters get the undelivered messages of their reader's inboxes, and others get none", async () => {
  const { tenant, agent, first, second, server, stamp, head, adminCookie, agentCookie } =
    await createLiveAccount(world);
  const join = async (userId: number, cookie: string, counters: boolean) => {
    const connectionId = randomUUID();
    const stream = await openStream(server, { cookie, input: { connectionId } });
    await stream.until(() => stream.frames().length === 1);
    const request = { connectionId, topics: { ...NO_TOPICS, counters }, after: await head(), revision: 1 };
    expect(server.hub.change({ accountId: tenant.accountId, userId }, request)).toBe(true);
    return () => stream.frames().flatMap(({ undelivered }) => undelivered ?? []);
  };
  const adminId = tenant.admin.userId ?? 0;
  const ada = await join(adminId, adminCookie, true);
  const bo = await join(agent.id, agentCookie, true);
  const without = await join(agent.id, agentCookie, false);
  const come = (received: typeof ada, counts: object) =>
    vi.waitFor(() => expect(received().at(-1)).toEqual({ isCut: false, ...counts }), { timeout: 5_000 });
  await come(bo, { mine: 0, all: 0 });

  const fail = async ({ conversation: { id } }: typeof first) => {
    const message = { conversation: { conversationId: id }, content: "Your order has left" };
    const { result } = await world.run(sendMessage, tenant.admin, message);
    const receipt = { messageId: result.message.id, signal: "failed" as const };
    await world.run(recordReceipts, tenant.admin, { receipts: [receipt] });
    await stamp();
  };
  await fail(first);
  await fail(second);
  await come(ada, { mine: 0, all: 2 });
  await come(bo, { mine: 0, all: 1 });
  const conversation = { conversationId: first.conversation.id };
  await world.run(assignConversation, tenant.admin, { conversation, assigneeId: agent.id });
  await stamp();
  await come(bo, { mine: 1, all: 1 });
  expect(without()).toEqual([]);
});
