import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, type TestContext, test } from "vitest";
import { emailChannel } from "@/server/channels/email/channel";
import { withMailbox } from "@/server/channels/email/imap/connect-mailbox";
import { openMailboxes } from "@/server/channels/email/receive/lease-mailboxes";
import { openEmailSender } from "@/server/channels/email/sender";
import type { ImapSettings } from "@/server/channels/email/settings";
import { createServices } from "@/server/commands/_run/services";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { attributes } from "@/server/contract/_shared/primitives";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { log } from "@/server/lib/process/log";
import { findMessages } from "@/server/queries/messages/get-message";
import { readChannelHealth } from "@/server/store/inboxes/channel-health";
import { findProgram } from "@/test/support/database/debian-program";
import { startDovecot } from "@/test/support/network/dovecot";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";
import { createTenant } from "@/test/support/scenes/world";

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

/** An SMTP server without a login that keeps what it accepts. */
async function openSmtp(options: SMTPServerOptions = {}) {
  const mails: { raw: string; to: string[] }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    closeTimeout: 10,
    logger: false,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("end", () => {
        mails.push({
          raw: Buffer.concat(chunks).toString(),
          to: envelope.rcptTo.map(({ address }) => address),
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined); // connections that the tests break
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return { mails, smtp: { host: "127.0.0.1", port: address.port, tls: "none" } };
}

async function openImap(skip: TestContext["skip"]) {
  const program = findProgram("dovecot", "dovecot-imapd");
  return "missing" in program ? skip(program.missing) : startDovecot(program.path);
}

/** An e-mail inbox whose mailbox is followed, and whose messages are sent. */
async function open(imap: ImapSettings, smtp: object) {
  const { world } = scene;
  const tenant = await createTenant(world);
  const { accountId, admin } = tenant;
  const services = createServices({
    database: world.database,
    now: () => new Date(),
    run: world.run,
    files: world.files,
  });
  const settings = attributes.parse({ address: "help@shop.example", name: "Shop", imap, smtp });
  const inbox = (await world.run(createInbox, admin, { name: "Help", channel: "email", settings })).result;
  const mailboxes = openMailboxes({ services, log, lookMs: 200 });
  onTestFinished(mailboxes.close);
  const { sender } = openEmailSender({ services, log, timeouts: { connectMs: 5_000, answerMs: 1_000 } });
  const loop = scene.start({ sender });
  onTestFinished(() => loop.stop());
  const messages = async (): Promise<MessageDto[]> => {
    const ids = await world.database.query<{ id: number }>(
      "select id from message where account_id = $1 and kind = 'message' order by id",
      [accountId],
    );
    return findMessages(
      world.database,
      admin,
      ids.map(({ id }) => id),
    );
  };
  return {
    tenant,
    inbox,
    messages,
    health: async () => (await readChannelHealth(world.database, accountId, inbox.id)).connection,
    isRead: async () =>
      (await world.database.query("select 1 from mailbox_cursor where account_id = $1", [accountId]))
        .length === 2,
    async send(input: Omit<Parameters<typeof sendMessage>[1], "conversation"> & { conversationId: number }) {
      const { conversationId, ...message } = input;
      const sent = await world.run(sendMessage, admin, { conversation: { conversationId }, ...message });
      loop.wake();
      return sent.result.message.id;
    },
  };
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
  const inbox = await open(imap, smtp);
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
  const { inbox, tenant, health } = await open({ ...imap, password: "wrong" }, smtp);
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
