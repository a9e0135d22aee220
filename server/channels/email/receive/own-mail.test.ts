import { afterAll, beforeAll, expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { type Header, MAIL_ADDRESS, mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** The Message-ID of a mail of another installation, or another account, whose inbox has an address of the same domain. */
const OF_OTHER = "b1c5@tickline.shop.example";

test.each<[string, Header]>([
  ["its Message-ID", { "Message-ID": `<${OF_OTHER}>` }],
  ["its header", { "X-Tickline-Message": OF_OTHER }],
])("a mail of another installation at our domain is a message, by %s", async (_, header) => {
  const { store } = await openMailInbox(world);
  expect(await store(mail({ From: "sales@shop.example", ...header }))).toMatchObject({
    kind: "stored",
    isRepeated: false,
  });
});

test("a mail of ours that comes back is none, also where a list has changed its sender and Message-ID", async () => {
  const { store, storeMessage, findMessage, tenant, count } = await openMailInbox(world);
  const { conversationId } = await storeMessage(mail({}));
  const sent = { conversation: { conversationId }, content: "It left" };
  const { result } = await world.run(sendMessage, tenant.admin, sent);
  const id = (await findMessage(result.message.id)).email?.messageId ?? "";
  const own = { kind: "ignored", because: "own" };
  expect(await store(mail({ From: MAIL_ADDRESS, "Message-ID": `<${id}>` }))).toEqual(own);
  const list = "Help via List <list@x.example>";
  expect(await store(mail({ From: list, "Message-ID": `<${id}>` }))).toEqual(own);
  const changed = { "Message-ID": "<1@list.example>", "X-Tickline-Message": id };
  expect(await store(mail({ From: list, ...changed }))).toEqual(own);
  expect(await store(mail({ From: MAIL_ADDRESS, "Message-ID": `<${OF_OTHER}>` }))).toEqual(own); // it was erased since
  expect(await count("message")).toBe(2);
});

test("a form's mail from the inbox's address joins no conversation because we have answered there", async () => {
  const { storeMessage, tenant } = await openMailInbox(world);
  const answered: number[] = [];
  for (let n = 1; n <= 10; n += 1) {
    const customer = {
      From: `c${n}@mail.example`,
      Subject: `Order ${n}`,
      "Message-ID": `<c${n}@mail.example>`,
    };
    const { conversationId } = await storeMessage(mail(customer));
    await world.run(sendMessage, tenant.admin, { conversation: { conversationId }, content: "It left" });
    answered.push(conversationId);
  }
  const form = (subject: string) =>
    mail({ From: MAIL_ADDRESS, Subject: subject, "Message-ID": `<${subject}@form.example>` });
  for (const subject of ["Contact", "Order 3"])
    expect(answered).not.toContain((await storeMessage(form(subject))).conversationId);
});
