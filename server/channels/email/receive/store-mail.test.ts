import { afterAll, beforeAll, expect, test } from "vitest";
import { replyAddress } from "@/server/channels/email/thread/reply-address";
import { createContact, updateContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { getMessageWithHtml } from "@/server/queries/messages/with-html";
import {
  BY_WEBHOOK,
  type Header,
  MAIL_ADDRESS,
  mail,
  openMailInbox,
  REPLY_KEY,
} from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";
import { storeMail } from "./store-mail";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const openInbox = () => openMailInbox(world);

test("a mail becomes a message of a new contact's conversation, with its header", async () => {
  const { storeMessage, tenant } = await openInbox();
  const text = "Where is it?\r\n\r\nOn Monday Bob <bob@shop.example> wrote:\r\n> It left.\r\n";
  const message = await storeMessage(mail({ Cc: "Bob <bob@x.example>" }, text));
  expect(message).toMatchObject({
    direction: "in",
    content: "Where is it?",
    sender: { type: "contact", name: "Ada Lovelace" },
    email: {
      subject: "Order 7",
      from: { name: "Ada Lovelace", address: "Ada@mail.example" },
      to: [{ name: "", address: MAIL_ADDRESS }],
      cc: [{ name: "Bob", address: "bob@x.example" }],
      messageId: "one@mail.example",
      inReplyTo: null,
    },
  });
  const [row] = await world.database.query(
    `select c.subject, e.whole_text from conversation c join message_email e on e.account_id = c.account_id
      and e.conversation_id = c.id where c.account_id = $1`,
    [tenant.accountId],
  );
  expect(row).toMatchObject({ subject: "Order 7", whole_text: expect.stringContaining("> It left.") });
});

test("the same mail is stored once, also by two at the same time", async () => {
  const { store, count } = await openInbox();
  const stored = await Promise.all([store(mail({})), store(mail({})), store(mail({}))]);
  expect(stored.map(({ kind }) => kind)).toEqual(["stored", "stored", "stored"]);
  expect([await count("message"), await count("conversation"), await count("contact")]).toEqual([1, 1, 1]);
});

test("a mail without a Message-ID is stored once", async () => {
  const { store, count } = await openInbox();
  const raw = mail({}).replace("Message-ID", "X-Other");
  await store(raw);
  await store(raw);
  expect(await count("message")).toBe(1);
});

test("a reply joins its conversation, by reference, by subject and by signed address", async () => {
  const { storeMessage } = await openInbox();
  const { conversationId } = await storeMessage(mail({}));
  const joined = [
    { "In-Reply-To": "<one@mail.example>", Subject: "Something else", "Message-ID": "<two@mail.example>" },
    { Subject: "Re: ORDER 7", "Message-ID": "<three@mail.example>" },
    {
      From: "ada@home.example",
      To: replyAddress(MAIL_ADDRESS, conversationId, REPLY_KEY),
      Subject: "From home",
      "Message-ID": "<four@home.example>",
    },
  ];
  for (const header of joined) expect((await storeMessage(mail(header))).conversationId).toBe(conversationId);
  const other = await storeMessage(mail({ Subject: "Invoice", "Message-ID": "<five@mail.example>" }));
  expect(other.conversationId).not.toBe(conversationId);
  expect(other.sender.id).toEqual(expect.any(Number));
});

test("a flood of one sender ends in one conversation", async () => {
  const { store, count } = await openInbox();
  for (let i = 0; i < 25; i++)
    await store(mail({ Subject: `Alarm ${i}`, "Message-ID": `<${i}@mail.example>` }));
  expect([await count("message"), await count("conversation")]).toEqual([25, 10]);
});

test("mails of a website's form, each with another address for answers, are no flood", async () => {
  const { store, count } = await openInbox();
  for (let i = 0; i < 12; i++)
    await store(
      mail({ Subject: `Order ${i}`, "Reply-To": `c${i}@mail.example`, "Message-ID": `<${i}@mail.example>` }),
    );
  expect([await count("message"), await count("conversation")]).toEqual([12, 12]);
});

const WITH_PICTURE = [
  "Content-Type: multipart/related; boundary=b",
  "",
  "--b",
  "Content-Type: text/html; charset=utf-8",
  "",
  '<p>Look <img src="cid:pic@mail.example"></p>',
  "--b",
  "Content-Type: image/png; name=dot.png",
  "Content-ID: <pic@mail.example>",
  "Content-Disposition: inline; filename=dot.png",
  "Content-Transfer-Encoding: base64",
  "",
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "--b--",
].join("\r\n");

test("an inline picture is an attachment with its Content-ID, and stored once", async () => {
  const { storeMessage, count } = await openInbox();
  const raw = mail({ "MIME-Version": "1.0" }).replace("\r\n\r\nWhere is it?", `\r\n${WITH_PICTURE}`);
  const message = await storeMessage(raw);
  expect(message.content).toBe("Look");
  expect(message.attachments).toMatchObject([
    { name: "dot.png", contentType: "image/png", contentId: "pic@mail.example", state: "ready" },
  ]);
  await storeMessage(raw);
  expect(await count("file")).toBe(1);
});

test.each([
  ["no content", "", "mail.empty"],
  ["no sender", mail({ From: "" }), "mail.no_sender"],
  ["a group as its sender", mail({ From: "undisclosed:;" }), "mail.no_sender"],
])("a mail with %s is refused with a reason", async (_, raw, code) => {
  const { store, count } = await openInbox();
  expect(await store(raw)).toMatchObject({ kind: "refused", refusal: { code } });
  expect(await count("message")).toBe(0);
});

test.each<[string, Header, object]>([
  ["an automatic answer", { "Auto-Submitted": "auto-replied" }, { isAutoReply: true }],
  ["a mail of a list", { "List-Id": "<news.example>" }, { isList: true }],
  ["a mail that a filter marked as spam", { "X-Spam-Flag": "YES" }, { isSpam: true }],
  [
    "a mail under a name of somebody else",
    { "Authentication-Results": "mx.shop.example; dmarc=fail header.from=mail.example" },
    { dmarc: "fail" },
  ],
])("%s is shown", async (_, header, shown) => {
  const { storeMessage } = await openInbox();
  expect((await storeMessage(mail(header))).email).toMatchObject(shown);
  const plain = await storeMessage(mail({ "Message-ID": "<plain@mail.example>" }));
  for (const name of Object.keys(shown)) expect(plain.email).not.toHaveProperty(name);
});

test("a mail's own date is when its message was sent", async () => {
  const { storeMessage } = await openInbox();
  const dated = await storeMessage(mail({ Date: "Mon, 05 Jan 2026 11:00:00 +0100" }));
  expect(dated.sentAt).toBe("2026-01-05T10:00:00.000Z");
  expect(await storeMessage(mail({ "Message-ID": "<plain@mail.example>" }))).not.toHaveProperty("sentAt");
});

test("an answer about one message has its HTML and the whole text, with quoted mails", async () => {
  const { storeMessage, tenant } = await openInbox();
  const text = "It left?\r\n\r\nOn Monday Bob <bob@shop.example> wrote:\r\n> It left.\r\n";
  const { id } = await storeMessage(mail({}, text));
  const { content, email } = await getMessageWithHtml(world.database, tenant.admin, id);
  expect(content).toBe("It left?");
  expect(email).toMatchObject({ html: null, text: expect.stringContaining("> It left.") });
});

test("a mail whose subject and sender are cut within a sign is stored", async () => {
  const { storeMessage } = await openInbox();
  const From = `"${"y".repeat(199)}😀" <ada@mail.example>`;
  const { email } = await storeMessage(mail({ From, Subject: `${"x".repeat(999)}😀` }));
  expect(email?.subject).toHaveLength(1_000);
});

test("a form's mails of one subject belong to the customers whom their Reply-To names", async () => {
  const { storeMessage } = await openInbox();
  const placeOf = async (customer: string, id: string) =>
    (
      await storeMessage(
        mail({ From: "form@shop.example", "Reply-To": customer, "Message-ID": `<${id}@shop.example>` }),
      )
    ).conversationId;
  const ada = await placeOf("ada@mail.example", "a");
  const bob = await placeOf("bob@mail.example", "b");
  expect(bob).not.toBe(ada);
  expect(await placeOf("Ada@mail.example", "c")).toBe(ada);
});

test("a mail that another inbox of the account has sent to this one is a message here", async () => {
  const inbox = await openInbox();
  const { admin } = inbox.tenant;
  const settings = {
    ...BY_WEBHOOK,
    address: "sales@shop.example",
    smtp: { host: "127.0.0.1", port: 1, tls: "none" },
  };
  const { result: other } = await world.run(createInbox, admin, {
    name: "Sales",
    channel: "email",
    settings,
  });
  const { conversationId } = await inbox.storeMessage(mail({}));
  const to = [{ name: "", address: "sales@shop.example" }];
  const { result } = await world.run(sendMessage, admin, {
    conversation: { conversationId },
    content: "Please take this over",
    email: { to },
  });
  const { email } = await inbox.findMessage(result.message.id);
  const raw = mail({ From: MAIL_ADDRESS, To: "sales@shop.example", "Message-ID": `<${email?.messageId}>` });
  const place = { ...inbox.place, inboxId: other.id, address: "sales@shop.example" };
  expect(await storeMail(inbox.services, place, Buffer.from(raw))).toMatchObject({
    kind: "stored",
    isRepeated: false,
  });
  expect(await inbox.store(raw)).toEqual({ kind: "ignored", because: "own" });
});

test("a mail begins a conversation of the contact who has its address now, also where another had it", async () => {
  const { storeMessage, tenant, inbox } = await openInbox();
  const first = await storeMessage(mail({}));
  const before = first.sender.id ?? 0;
  await world.run(updateContact, tenant.admin, { contactId: before, email: "ada@new.example" });
  const { contact } = (
    await world.run(createContact, tenant.admin, { name: "Ada's office", email: "ada@mail.example" })
  ).result;
  const second = await storeMessage(mail({ "Message-ID": "<two@mail.example>", Subject: "Another order" }));
  expect(second.sender.id).toBe(contact.id);
  expect(second.conversationId).not.toBe(first.conversationId);
  const third = await storeMessage(mail({ "Message-ID": "<three@mail.example>", Subject: "A third order" }));
  expect(third.sender.id).toBe(contact.id);
  const begun = {
    inboxId: inbox.id,
    contactId: contact.id,
    startedBy: "agent",
    message: { content: "Hi" },
  } as const;
  const { message } = (await world.run(createConversation, tenant.admin, begun)).result;
  expect(message?.email?.to).toEqual([{ name: "Ada's office", address: "ada@mail.example" }]);
});
