import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { readAttachments } from "@/server/store/files/shown-attachments";
import { openMailConversation } from "@/test/support/scenes/mail-conversation";
import { mail } from "@/test/support/scenes/mail-inbox";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const ADA = { name: "Ada Lovelace", address: "Ada@mail.example" };
const openConversation = (header?: Record<string, string>, options?: { smtp: null }) =>
  openMailConversation(world, header, options);
const one = (address: string, name = "") => ({ name, address });

test("a reply goes to the customer's Reply-To, and to all others of their mail but us", async () => {
  const cc = "Bob <bob@mail.example>, HELP@shop.example";
  const { recipients, send, first } = await openConversation({
    "Reply-To": "Desk <desk@mail.example>",
    Cc: cc,
  });
  expect(first.email?.replyTo).toEqual(one("desk@mail.example", "Desk"));
  expect(await recipients()).toEqual({
    all: { to: [one("desk@mail.example", "Desk")], cc: [one("bob@mail.example", "Bob")] },
    sender: [one("desk@mail.example", "Desk")],
    own: ["help@shop.example"],
    isReceiveOnly: false,
  });
  const { email } = await send({ content: "Hello" });
  expect(email?.to).toEqual([one("desk@mail.example", "Desk")]);
});

test("a mail with our own address as its sender, as of a website's form, has nobody to answer", async () => {
  const { send, recipients } = await openConversation({ From: "Form <help@shop.example>" });
  expect(await recipients()).toMatchObject({ all: { to: [], cc: [] }, sender: [] });
  await expect(send({ content: "Hello" })).rejects.toMatchObject({ refusal: "message.no_recipient" });
});

test("an address is written to once, and our own never", async () => {
  const { send } = await openConversation();
  const to = [one("bob@mail.example")];
  const { email } = await send({
    content: "Hello",
    email: { to, cc: [one("BOB@mail.example"), ADA], bcc: [ADA] },
  });
  expect(email).toMatchObject({ to, cc: [ADA] });
  expect(email).not.toHaveProperty("bcc");
  await expect(
    send({ content: "Hello", email: { to, bcc: [one("Help@shop.example")] } }),
  ).rejects.toMatchObject({
    refusal: "input.invalid",
    field: "email.bcc",
  });
});

test("what could only fail is refused: an inbox without SMTP, and a mail to nobody", async () => {
  const receiving = await openConversation({}, { smtp: null });
  await expect(receiving.send({ content: "Hello" })).rejects.toMatchObject({
    refusal: "channel.receives_only",
    field: "email",
  });
  expect((await receiving.recipients()).isReceiveOnly).toBe(true);

  const { inbox, admin, send } = await openConversation();
  await expect(send({ content: "Hello", email: { to: [] } })).rejects.toMatchObject({
    refusal: "message.no_recipient",
    field: "email.to",
  });
  const { contact } = (await world.run(createContact, admin, { name: "Without an address" })).result;
  const start = {
    inboxId: inbox.id,
    contactId: contact.id,
    startedBy: "agent" as const,
    message: { content: "Hi" },
  };
  await expect(world.run(createConversation, admin, start)).rejects.toMatchObject({
    refusal: "message.no_recipient",
  });
});

test("a forwarded mail has the mail and its files, and goes to the chosen address alone", async () => {
  const { first, send, storeMessage, recipients, count } = await openConversation({
    Cc: "cleo@mail.example",
  });
  const forwarded = await send({
    content: "Can you look?",
    clientId: "forward-1",
    email: { to: [one("bob@supplier.example")], forwards: first.id },
  });
  expect(forwarded.email).toMatchObject({
    to: [one("bob@supplier.example")],
    cc: [],
    subject: "Fwd: Order 7",
    inReplyTo: "one@mail.example",
    forwards: first.id,
  });
  expect(forwarded.content).toBe(
    [
      "Can you look?",
      "",
      "---------- Forwarded message ----------",
      "From: Ada Lovelace <Ada@mail.example>",
      `Date: ${new Date(first.createdAt).toUTCString()}`,
      "Subject: Order 7",
      "To: help@shop.example",
      "Cc: cleo@mail.example",
      "",
      "Where is it?",
    ].join("\n"),
  );
  const repeated = { to: [one("bob@supplier.example")], forwards: first.id };
  const again = await send({ content: "Can you look?", clientId: "forward-1", email: repeated });
  expect(again.id).toBe(forwarded.id);

  const answer = await storeMessage(
    mail({
      From: "Bob <bob@supplier.example>",
      Subject: "RE: Fwd: Order 7",
      "Message-ID": "<answer@supplier.example>",
      "In-Reply-To": `<${forwarded.email?.messageId}>`,
    }),
  );
  expect(answer).toMatchObject({
    conversationId: first.conversationId,
    sender: { type: "contact", name: "Bob" },
    email: { isFromOther: true },
  });
  expect(await count("conversation")).toBe(1);
  // The next reply goes to the customer, not to Bob.
  expect((await recipients()).all).toEqual({ to: [ADA], cc: [one("cleo@mail.example")] });
  expect((await send({ content: "It is on its way" })).email?.to).toEqual([ADA]);
});

test("a copied colleague of the customer who answers is part of the customer's side", async () => {
  const { send, first, storeMessage, recipients } = await openConversation({ Cc: "cleo@mail.example" });
  const header = { From: "cleo@mail.example", "In-Reply-To": "<one@mail.example>" };
  await storeMessage(mail({ ...header, "Message-ID": "<two@mail.example>" }));
  await send({ content: "For you", email: { to: [one("cleo@mail.example")], forwards: first.id } });
  const { email } = await storeMessage(mail({ ...header, "Message-ID": "<three@mail.example>" }));
  expect(email).not.toHaveProperty("isFromOther");
  expect((await recipients()).sender).toEqual([one("cleo@mail.example")]);
});

test("files of a forwarded mail are files of both messages", async () => {
  const { storeMessage, send, first } = await openConversation();
  const raw = [
    "From: Ada Lovelace <Ada@mail.example>",
    "To: help@shop.example",
    "Subject: Order 7",
    "Message-ID: <photo@mail.example>",
    "In-Reply-To: <one@mail.example>",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "See the list",
    "--b",
    "Content-Type: text/csv",
    'Content-Disposition: attachment; filename="list.csv"',
    "",
    "a,b",
    "--b--",
  ].join("\r\n");
  const withFile = await storeMessage(raw);
  expect(withFile.conversationId).toBe(first.conversationId);
  const sent = await send({
    content: "",
    email: { to: [one("bob@supplier.example")], forwards: withFile.id },
  });
  expect(sent.attachments?.map(({ name }) => name)).toEqual(["list.csv"]);
  expect(sent.attachments?.[0]?.id).toBe(withFile.attachments?.[0]?.id);
});

test("a picture of a mail keeps its content id when what is shown of it changes", async () => {
  const { storeMessage, place } = await openConversation();
  const { id, attachments } = await storeMessage(
    [
      "From: ada@mail.example",
      "To: help@shop.example",
      "Subject: Picture",
      "Message-ID: <picture@mail.example>",
      'Content-Type: multipart/related; boundary="b"',
      "",
      "--b",
      "Content-Type: text/html",
      "",
      '<img src="cid:pic@x">',
      "--b",
      "Content-Type: application/octet-stream",
      "Content-ID: <pic@x>",
      "",
      "bytes",
      "--b--",
    ].join("\r\n"),
  );
  expect(attachments?.[0]?.contentId).toBe("pic@x");
  const shown = await readAttachments(world.database, place.accountId, [id]);
  expect(shown.get(id)).toEqual(attachments);
});

test("only messages of the conversation itself are forwarded, to somebody, and no notes", async () => {
  const { send, first } = await openConversation();
  const other = await openConversation();
  const to = [one("bob@supplier.example")];
  await expect(send({ content: "", email: { to, forwards: other.first.id } })).rejects.toMatchObject({
    refusal: "message.not_found",
    field: "email.forwards",
  });
  await expect(send({ content: "", email: { forwards: first.id } })).rejects.toMatchObject({
    refusal: "message.no_recipient",
  });
});
