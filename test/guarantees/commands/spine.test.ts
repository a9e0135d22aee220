import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { emptySnapshot, reduceAll } from "@/server/contract/event/reduce";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listEvents } from "@/server/queries/events/list-events";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("a conversation is answered, read and resolved, and the customer's next message opens it", async () => {
  const tenant = await createTenant(world);
  const { conversation } = await createScene(world, tenant);
  const ref = { conversation: { conversationId: conversation.id } };
  await world.run(receiveMessage, tenant.admin, { ...ref, content: "你好" });
  const { result: sent } = await world.run(sendMessage, tenant.admin, { ...ref, content: "Hello" });
  expect(sent.message.status).toBe("pending");

  const one = async (signal: "sent" | "delivered" | "failed", error?: string) => {
    const receipts = [{ messageId: sent.message.id, signal, error: error ?? null }];
    return (await world.run(recordReceipts, tenant.admin, { receipts })).result[0];
  };
  expect(await one("delivered")).toMatchObject({ result: "applied", message: { status: "delivered" } });
  expect(await one("sent")).toMatchObject({ result: "stale", message: { status: "delivered" } });
  await world.run(changeStatus, tenant.admin, { ...ref, signal: "resolve" });
  const { result: again } = await world.run(receiveMessage, tenant.admin, { ...ref, content: "Wait" });
  expect(again.conversation).toMatchObject({ status: "open", cause: { rule: "customer_reply" } });

  await world.relay();
  const { data } = await listEvents(world.database, tenant.admin, { after: null, limit: 100 });
  expect(data.map((e) => e.seq)).toEqual(data.map((_, i) => i + 1));
  const replayed = reduceAll(emptySnapshot, data);
  const now = await getConversation(world.database, tenant.admin, { conversationId: conversation.id });
  expect(replayed.conversation[conversation.id]).toEqual(now.conversation);
});
