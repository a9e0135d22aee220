import { afterAll, beforeAll, expect, test } from "vitest";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { openMailConversation } from "@/test/support/scenes/mail-conversation";
import { BY_WEBHOOK, mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const ADA = { name: "Ada Lovelace", address: "Ada@mail.example" };

test("a Reply-To that leads back to the inbox is not followed", async () => {
  const { recipients } = await openMailConversation(world, { "Reply-To": "help@shop.example" });
  expect((await recipients()).all.to).toEqual([ADA]);
});

test("a reply goes to all addresses of a Reply-To but our own", async () => {
  const { recipients, send } = await openMailConversation(world, {
    "Reply-To": "Ada <ada@mail.example>, help@shop.example, Desk <desk@mail.example>",
  });
  const to = [ADA, { name: "Desk", address: "desk@mail.example" }];
  expect(await recipients()).toMatchObject({ all: { to, cc: [] }, sender: to });
  expect((await send({ content: "Hello" })).email).toMatchObject({ to, cc: [] });
});

test("a Reply-To that leads to another inbox of the account is not followed, and no customer", async () => {
  const inbox = await openMailInbox(world);
  const settings = { ...BY_WEBHOOK, address: "sales@shop.example" };
  await world.run(createInbox, inbox.tenant.admin, { name: "Sales", channel: "email", settings });
  const { conversationId, sender } = await inbox.storeMessage(mail({ "Reply-To": "Sales@shop.example" }));
  expect(sender.name).toBe(ADA.name);
  const reply = { conversation: { conversationId }, content: "Hello" };
  const sent = await world.run(sendMessage, inbox.tenant.admin, reply);
  expect((await inbox.findMessage(sent.result.message.id)).email?.to).toEqual([ADA]);
});

test("a forged mail does not lead our answers to its Reply-To", async () => {
  const { recipients, send, storeMessage, first } = await openMailConversation(world);
  const forged = await storeMessage(
    mail({
      ...{ "Message-ID": "<two@mail.example>", "In-Reply-To": "<one@mail.example>" },
      ...{ "Reply-To": "eve@mail.example", Cc: "eve@mail.example" },
      "Authentication-Results": "mx.shop.example; dmarc=fail header.from=mail.example",
    }),
  );
  expect(forged).toMatchObject({ conversationId: first.conversationId, email: { dmarc: "fail" } });
  const to = [{ ...ADA, address: "ada@mail.example" }];
  expect(await recipients()).toMatchObject({ all: { to, cc: [] }, sender: to });
  expect((await send({ content: "Hello" })).email).toMatchObject({ to, cc: [] });
});
