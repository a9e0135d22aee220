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

test("an answer in a resolved thread of a form's mail joins no thread of another customer of that form", async () => {
  const { tenant, inbox, storeMessage } = await openMailInbox(world);
  const settings = { onMessageAfterResolve: "newConversation" as const };
  await world.run(changePolicy, tenant.admin, { inboxId: inbox.id, settings });
  const written = (customer: string) =>
    storeMessage(
      mail({
        From: "Shop <form@shop.example>",
        "Reply-To": `${customer} <${customer}@mail.example>`,
        "Message-ID": `<${customer}@form.example>`,
      }),
    );
  const [ada, ben] = [await written("ada"), await written("ben")];
  expect([ada.sender.name, ben.sender.name]).toEqual(["ada", "ben"]);
  expect(ada.sender.id).not.toBe(ben.sender.id);
  const { conversationId } = ada;
  const resolve = { conversation: { conversationId }, signal: "resolve" as const };
  await world.run(changeStatus, tenant.admin, resolve);

  const answer = { From: "ada@mail.example", "In-Reply-To": "<ada@form.example>" };
  const again = await storeMessage(mail({ ...answer, "Message-ID": "<again@mail.example>" }));
  expect(again.conversationId).not.toBe(ben.conversationId);
  expect(again.sender.id).toBe(ada.sender.id);
});
