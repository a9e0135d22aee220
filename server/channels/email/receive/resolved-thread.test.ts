import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("a mail in a resolved thread begins another of its subject, and joins no other thread of the customer", async () => {
  const { tenant, inbox, storeMessage } = await openMailInbox(world);
  const settings = { onMessageAfterResolve: "newConversation" as const };
  await world.run(changePolicy, tenant.admin, { inboxId: inbox.id, settings });
  const { conversationId } = await storeMessage(mail({}));
  const invoice = await storeMessage(mail({ Subject: "Invoice", "Message-ID": "<two@mail.example>" }));
  const resolve = { conversation: { conversationId }, signal: "resolve" as const };
  await world.run(changeStatus, tenant.admin, resolve);

  const answer = (id: string) => mail({ "Message-ID": `<${id}>`, "In-Reply-To": "<one@mail.example>" });
  const third = await storeMessage(answer("three@mail.example"));
  expect([conversationId, invoice.conversationId]).not.toContain(third.conversationId);
  const fourth = await storeMessage(answer("four@mail.example"));
  expect(fourth.conversationId).toBe(third.conversationId);
});
