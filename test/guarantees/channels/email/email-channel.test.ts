import type { SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, expect, type TestContext, test } from "vitest";
import { emailChannel } from "@/server/channels/email/channel";
import { withMailbox } from "@/server/channels/email/imap/connect-mailbox";
import type { ImapSettings } from "@/server/channels/email/settings";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { attributes } from "@/server/contract/_shared/primitives";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { findProgram } from "@/test/support/database/debian-program";
import { startDovecot } from "@/test/support/network/dovecot";
import { openSmtp } from "@/test/support/network/smtp-server";
import { openEmailInbox } from "@/test/support/scenes/email-inbox";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

let scene: SendScene;
beforeAll(async () => {
  provideChannelHosts(["127.0.0.1/32"]);
  scene = await openSendScene();
});
afterEach(() => scene.dropOpen());
afterAll(async () => {
  provideChannelHosts([]);
  await scene.close();
});

async function openImap(skip: TestContext["skip"]) {
  const program = findProgram("dovecot", "dovecot-imapd");
  return "missing" in program ? skip(program.missing) : startDovecot(program.path);
}

const deliverTo = (imap: ImapSettings, header: string, text = "Where is it?") =>
  withMailbox(imap, (client) =>
    client.append(
      "INBOX",
      Buffer.from(`${header.split("\n").join("\r\n")}\r\n\r\n${text}\r\n`),
      [],
      new Date(),
    ),
  );

const FIRST =
  "From: Ada <Ada@mail.example>\nTo: help@shop.example\nSubject: Order 7\nMessage-ID: <one@mail.example>";

/** An inbox in which a customer has written. */
async function openWithMail(skip: TestContext["skip"], options: SMTPServerOptions = {}) {
  const { imap } = await openImap(skip);
  const { mails, smtp } = await openSmtp(options);
  const inbox = await openEmailInbox(scene, { imap, smtp });
  await scene.until(inbox.isRead);
  await deliverTo(imap, FIRST);
  await scene.until(async () => (await inbox.messages()).length === 1);
  const [first] = await inbox.messages();
  if (!first) throw new Error("the mail was not stored");
  return { ...inbox, imap, mails, first };
}

test("a reply is sent once to the customer, kept in Sent, and an answer to it joins the conversation", async ({
  skip,
}) => {
  const { imap, mails, first, send, messages } = await openWithMail(skip);
  await send({ conversationId: first.conversationId, content: "On its **way**" });
  await scene.until(async () => (await messages())[1]?.status === "sent");
  const [, reply] = await messages();
  const messageId = reply?.email?.messageId ?? "";
  expect(messageId).toMatch(/@tickline\.shop\.example$/);
  expect(reply).toMatchObject({
    sourceId: messageId,
    email: {
      subject: "Re: Order 7",
      from: { name: "Shop", address: "help@shop.example" },
      to: [{ name: "Ada", address: expect.stringMatching(/^ada@mail\.example$/i) }],
      inReplyTo: "one@mail.example",
    },
  });
  expect(mails).toHaveLength(1);
  expect(mails[0]?.raw).toContain(`Message-ID: <${messageId}>`);
  expect(mails[0]?.raw).toContain("References: <one@mail.example>");
  expect(mails[0]?.raw).toContain("<strong>way</strong>");
  const kept = await withMailbox(imap, async (client) => {
    await client.mailboxOpen("Sent", { readOnly: true });
    return client.search({ header: { "message-id": `<${messageId}>` } }, { uid: true });
  });
  expect(kept).toHaveLength(1);
  await deliverTo(
    imap,
    `From: ada@mail.example\nTo: help@shop.example\nSubject: Something else\nMessage-ID: <two@mail.example>\nIn-Reply-To: <${messageId}>`,
  );
  await scene.until(async () => (await messages()).length === 3);
  expect((await messages())[2]?.conversationId).toBe(first.conversationId);
});

test("recipients and subject of a reply can be chosen, and those of bcc are in no header", async ({
  skip,
}) => {
  const { mails, first, send, messages } = await openWithMail(skip);
  const at = (name: string) => [{ address: `${name}@mail.example` }];
  const email = { to: at("bob"), cc: at("carol"), bcc: at("dan"), subject: "Invoice" };
  await send({ conversationId: first.conversationId, content: "Here", email });
  await scene.until(async () => (await messages())[1]?.status === "sent");
  expect(mails[0]?.to).toEqual(["bob@mail.example", "carol@mail.example", "dan@mail.example"]);
  expect(mails[0]?.raw).toContain("Subject: Invoice");
  expect(mails[0]?.raw).not.toContain("dan@mail.example");
});

test("a mail whose text the server does not answer is unconfirmed, and is not sent again", async ({
  skip,
}) => {
  let texts = 0;
  const { first, send, messages } = await openWithMail(skip, {
    onData(stream) {
      stream.resume().once("end", () => {
        texts += 1;
      });
    },
  });
  await send({ conversationId: first.conversationId, content: "Once" });
  await scene.until(async () => (await messages())[1]?.unconfirmed === true);
  const open = await scene.world.database.query("select 1 from send where settled_at is null");
  expect([texts, open.length]).toEqual([1, 0]);
});

test("a refused recipient fails the message in the server's words, one refused for now is tried again", async ({
  skip,
}) => {
  const answers = [450, 550];
  const { mails, first, send, messages } = await openWithMail(skip, {
    onRcptTo: (_address, _session, done) =>
      done(Object.assign(new Error("5.1.1 No such person"), { responseCode: answers.shift() })),
  });
  await send({ conversationId: first.conversationId, content: "Hello" });
  const waiting = "select 1 from send where settled_at is null and state = 'waiting' and tries = 1";
  await scene.until(async () => (await scene.world.database.query(waiting)).length === 1);
  scene.pass(3_600_000);
  await scene.until(async () => (await messages())[1]?.status === "failed");
  expect((await messages())[1]?.externalError).toContain("No such person");
  expect(mails).toEqual([]);
});

test("a wrong password disconnects the inbox and is found by the check, and the right one connects it", async ({
  skip,
}) => {
  const { imap } = await openImap(skip);
  const { smtp } = await openSmtp();
  const { inbox, tenant, health } = await openEmailInbox(scene, {
    imap: { ...imap, password: "wrong" },
    smtp,
  });
  await scene.until(async () => (await health())?.state === "disconnected");
  expect((await health())?.error).toMatch(/authentication failed/i);
  const wrong = { ...imap, password: "wrong" };
  const settings = attributes.parse({ address: "help@shop.example", imap: wrong, smtp });
  const keepRefreshToken = async () => undefined;
  const connected = { accountId: tenant.accountId, inbox, settings, keepRefreshToken };
  expect(await emailChannel.check(connected)).toMatchObject([
    { level: "error", code: "imap_login_refused" },
    { level: "ok", code: "smtp_connected" },
  ]);
  const change = { inboxId: inbox.id, settings: { imap: { password: imap.password ?? "" } } };
  await scene.world.run(updateInbox, tenant.admin, change);
  await scene.until(async () => (await health())?.state === "connected");
});
