import { afterAll, beforeAll, expect, test } from "vitest";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { addMember } from "@/test/support/clients/screens";
import { createScene, createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";

let world: World;
let tenant: Tenant;
beforeAll(async () => {
  world = await createWorld();
  tenant = await createTenant(world);
});
afterAll(() => world.close());

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
