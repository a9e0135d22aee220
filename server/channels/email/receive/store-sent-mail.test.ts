import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trashConversation } from "@/server/commands/conversations/trash";
import { createMember } from "@/server/commands/members/members";
import { type Header, MAIL_ADDRESS, mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** An inbox with a customer's mail. */
async function openWithQuestion() {
  const inbox = await openMailInbox(world);
  return { ...inbox, question: await inbox.storeMessage(mail({})) };
}

const DATE = "Mon, 05 Jan 2026 10:00:00 +0000";

const answer = (header: Header = {}) =>
  mail(
    {
      From: `Shop <${MAIL_ADDRESS}>`,
      To: "ada@mail.example",
      Subject: "Re: Order 7",
      "Message-ID": "<answer@shop.example>",
      Date: DATE,
      ...header,
    },
    "It left.\r\n\r\nOn Monday Ada <ada@mail.example> wrote:\r\n> Where is it?\r\n",
  );

test("a mail of another program is a sent message of ours, and nobody sends it", async () => {
  const { question, storeSentMessage, count } = await openWithQuestion();
  const message = await storeSentMessage(answer({ "In-Reply-To": "<one@mail.example>" }));
  expect(message).toMatchObject({
    conversationId: question.conversationId,
    direction: "out",
    status: "sent",
    content: "It left.",
    sender: { type: "system", id: null, name: "Shop" },
    createdAt: new Date(DATE).toISOString(),
    email: {
      subject: "Re: Order 7",
      messageId: "answer@shop.example",
      to: [{ address: "ada@mail.example" }],
    },
  });
  expect(await count("send")).toBe(0);
});

test("a mail of another program without a clock has the time of its arrival", async () => {
  const { storeSentMessage } = await openWithQuestion();
  const message = await storeSentMessage(answer({ Date: "Thu, 01 Jan 1970 00:00:00 +0000" }));
  expect(message.createdAt).toBe(world.clock.now.toISOString());
  expect(message).not.toHaveProperty("sentAt");
});

test("it is stored once, also by two at the same time", async () => {
  const { storeSent, count } = await openWithQuestion();
  const stored = await Promise.all([storeSent(answer()), storeSent(answer()), storeSent(answer())]);
  expect(stored.map(({ kind }) => kind)).toEqual(["stored", "stored", "stored"]);
  expect(await count("message")).toBe(2);
});

test("without a reference it belongs to the conversation of its subject and recipient", async () => {
  const { question, storeSentMessage } = await openWithQuestion();
  const message = await storeSentMessage(answer({ To: "bob@x.example, ADA@mail.example" }));
  expect(message.conversationId).toBe(question.conversationId);
});

test("a member's address makes them its author", async () => {
  const { storeSentMessage, tenant, inbox } = await openWithQuestion();
  const email = `${randomUUID()}@shop.example`;
  const fields = {
    name: "Grace",
    email,
    role: "agent" as const,
    inboxIds: [inbox.id],
    passwordHash: "unusable",
  };
  const { result: member } = await world.run(createMember, tenant.admin, fields);
  const message = await storeSentMessage(answer({ From: `Grace <${email.toUpperCase()}>` }));
  expect(message.sender).toEqual({ type: "user", id: member.id, name: "Grace" });
});

test("the customer's answer to it joins the conversation", async () => {
  const { question, storeMessage, storeSentMessage } = await openWithQuestion();
  await storeSentMessage(answer());
  const again = await storeMessage(
    mail({ Subject: "Thanks", "Message-ID": "<two@mail.example>", "In-Reply-To": "<answer@shop.example>" }),
  );
  expect(again.conversationId).toBe(question.conversationId);
});

test.each<[string, Header, string]>([
  ["a mail that we sent", { "Message-ID": "<a@tickline.shop.example>" }, "own"],
  ["a mail of no conversation", { To: "carl@y.example", Subject: "Lunch" }, "no_conversation"],
  ["an answer to an unknown mail", { "In-Reply-To": "<unknown@mail.example>" }, "no_conversation"],
])("%s becomes no message", async (_, header, because) => {
  const { storeSent, count } = await openWithQuestion();
  expect(await storeSent(answer(header))).toEqual({ kind: "ignored", because });
  expect(await count("message")).toBe(1);
});

test("a mail of a conversation in the trash becomes no message", async () => {
  const { question, storeSent, tenant, count } = await openWithQuestion();
  const { conversationId } = question;
  await world.run(trashConversation, tenant.admin, { conversation: { conversationId } });
  expect(await storeSent(answer())).toEqual({ kind: "ignored", because: "no_conversation" });
  expect(await count("file")).toBe(0);
});

test("a copy of it that its writer sent to the inbox too is the same message of ours", async () => {
  const { question, storeMessage, storeSent, count } = await openWithQuestion();
  const header = { "In-Reply-To": "<one@mail.example>", Cc: MAIL_ADDRESS };
  const message = await storeMessage(answer(header));
  expect(message).toMatchObject({
    conversationId: question.conversationId,
    direction: "out",
    status: "sent",
  });
  expect(await storeSent(answer(header))).toMatchObject({ isRepeated: true, messageId: message.id });
  expect(await count("message")).toBe(2);
});

test.each<[string, Header]>([
  ["whose sender the server does not believe", { "Authentication-Results": "mx.shop.example; dmarc=fail" }],
  ["that a filter marked", { "X-Spam-Flag": "YES" }],
  ["to nobody else, as of a website's form", { To: MAIL_ADDRESS }],
  ["of no conversation", { To: "carl@y.example", Cc: MAIL_ADDRESS, Subject: "Lunch" }],
])("a mail from the inbox's address %s is a message to us", async (_, header) => {
  const { storeMessage } = await openWithQuestion();
  expect((await storeMessage(answer(header))).direction).toBe("in");
});
