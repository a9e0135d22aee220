import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import type { Sender } from "@/server/contract/channel/callback-body";
import type { SendOutcome } from "@/server/domain/send/send";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { log } from "@/server/lib/process/log";
import { getTickTimeline } from "@/server/queries/messages/get-message";
import { findProgram } from "@/test/support/database/debian-program";
import { startDovecot } from "@/test/support/network/dovecot";
import { addFile } from "@/test/support/scenes/files";
import { mail, openMailInbox } from "@/test/support/scenes/mail-inbox";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";
import { createLateCopies } from "./imap/late-copies";
import { isInSent } from "./imap/sent-folder";
import { openEmailSender } from "./sender";

let scene: SendScene;
beforeAll(async () => {
  provideChannelHosts(["127.0.0.1/32"]);
  scene = await openSendScene();
});
afterAll(async () => {
  await scene.close();
  provideChannelHosts([]);
});

const GONE = "gone@mail.example";
const ADA = "ada@mail.example";

/** The port of a server that takes mail for anybody but one. */
async function openServer(): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    closeTimeout: 10,
    logger: false,
    onRcptTo: ({ address }, _session, done) =>
      address === GONE ? done(Object.assign(new Error("5.1.1 Gone"), { responseCode: 550 })) : done(),
    onData: (stream, _session, done) => void stream.resume().once("end", () => done()),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  const address = server.server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  return address.port;
}

/** What became of a message to these two. `fileBytes`: of its file; the store has none of them. */
async function sendTo(to: string, cc: string, fileBytes: number | null = null) {
  const { world } = scene;
  const smtp = { host: "127.0.0.1", port: await openServer(), tls: "none" };
  const { tenant, services, storeMessage, findMessage } = await openMailInbox(world, { smtp });
  const { admin } = tenant;
  const { conversationId } = await storeMessage(mail({}));
  const named = (address: string) => [{ name: "", address }];
  const email = { to: named(to), cc: named(cc) };
  const files = fileBytes === null ? [] : [await addFile(world, admin, "film.mov", { bytes: fileBytes })];
  const fileIds = files.map(({ id }) => id);
  const input = { conversation: { conversationId }, content: "It left", email, fileIds };
  const messageId = (await world.run(sendMessage, admin, input)).result.message.id;
  await scene.worker({ sender: openEmailSender({ services, log }).sender }).turn();
  const page = { messageId, after: 0, limit: 50, now: world.clock.now };
  const { receipts } = await getTickTimeline(world.database, admin, page);
  const { status, externalError } = await findMessage(messageId);
  return { status, externalError, signals: receipts.map(({ signal }) => signal) };
}

test("while no name is found, a mail was not sent, and a look-up says nothing of one that may have left", async () => {
  const server = { host: "mail.shop.invalid", port: 465, tls: "tls", user: "help", password: "secret" };
  const { world } = scene;
  const { tenant, services, storeMessage } = await openMailInbox(world, { smtp: server });
  const { conversationId } = await storeMessage(mail({}));
  const input = { conversation: { conversationId }, content: "It left" };
  const messageId = (await world.run(sendMessage, tenant.admin, input)).result.message.id;
  const { sender } = openEmailSender({ services, log });
  const outcomes: SendOutcome[] = [];
  const noted =
    (call: Sender["send"]): Sender["send"] =>
    async (request) => {
      const result = await call(request);
      const settings = { ...request.settings, inbound: "imap", imap: server };
      outcomes.push(result.outcome, (await sender.lookUp({ ...request, settings })).outcome);
      return result;
    };
  await scene.worker({ sender: { send: noted(sender.send), lookUp: sender.lookUp } }).turn();
  const reason = expect.stringContaining("mail.shop.invalid");
  expect(outcomes).toEqual([
    { kind: "not_sent", reason, retryAfterMs: null },
    { kind: "ambiguous", reason },
  ]);
  const page = { messageId, after: 0, limit: 50, now: world.clock.now };
  expect((await getTickTimeline(world.database, tenant.admin, page)).tries).toHaveLength(1);
});

test("the copy that an earlier attempt has put into Sent says nothing of a later one", async () => {
  const { world } = scene;
  const smtp = { host: "127.0.0.1", port: await openServer(), tls: "none" };
  const { tenant, services, inbox, storeMessage, findMessage } = await openMailInbox(world, { smtp });
  const { admin } = tenant;
  const { conversationId } = await storeMessage(mail({}));
  const input = { conversation: { conversationId }, content: "It left" };
  const messageId = (await world.run(sendMessage, admin, input)).result.message.id;
  const { sender } = openEmailSender({ services, log });
  await scene.worker({ sender }).turn();
  const { sourceId } = await findMessage(messageId);
  const bounced = { inboxId: inbox.id, sourceId, signal: "failed" as const, error: "full" };
  await world.run(recordReceipts, admin, { receipts: [bounced] });
  await world.run(retryMessage, admin, { messageId });
  const imap = { host: "127.0.0.1", port: 1, tls: "none", user: "help", password: "secret" };
  const unanswered: Sender["send"] = (request) =>
    sender.lookUp({ ...request, settings: { ...request.settings, inbound: "imap", imap } });
  await scene.worker({ sender: { send: unanswered, lookUp: sender.lookUp } }).turn();
  expect(await findMessage(messageId)).toMatchObject({ attempt: 2, status: "pending", unconfirmed: true });
});

test("a mail that left while its mailbox was away is put into Sent once it is back", async ({ skip }) => {
  const program = findProgram("dovecot", "dovecot-imapd");
  if ("missing" in program) return skip(program.missing);
  const { world } = scene;
  const smtp = { host: "127.0.0.1", port: await openServer(), tls: "none" };
  const dovecot = await startDovecot(program.path);
  const imap = { ...dovecot.imap, password: dovecot.imap.password ?? "", sentFolder: "Sent" };
  const { tenant, services, storeMessage, findMessage } = await openMailInbox(world, { smtp });
  const { conversationId } = await storeMessage(mail({}));
  const input = { conversation: { conversationId }, content: "It left" };
  const messageId = (await world.run(sendMessage, tenant.admin, input)).result.message.id;
  const { sender, close } = openEmailSender({ services, log, copies: createLateCopies(() => 50) });
  onTestFinished(close);
  const send: Sender["send"] = (request) =>
    sender.send({ ...request, settings: { ...request.settings, inbound: "imap", imap } });
  await dovecot.kill();
  await scene.worker({ sender: { send, lookUp: sender.lookUp } }).turn();
  const { status, sourceId } = await findMessage(messageId);
  expect(status).toBe("sent");
  await dovecot.start();
  await expect.poll(() => isInSent(imap, String(sourceId))).toBe(true);
});

test("a mail whose customer the server refuses is failed, though others get it", async () => {
  expect(await sendTo(GONE, ADA)).toMatchObject({
    status: "failed",
    externalError: `${GONE}: 550 5.1.1 Gone`,
  });
});

test("a copy that the server refuses is noted, and the mail is sent", async () => {
  const { status, signals } = await sendTo(ADA, GONE);
  expect([status, signals.includes("copy_failed")]).toEqual(["sent", true]);
});

test("a mail with more files than are sent at once is failed with a reason, and they are not read", async () => {
  const { status, externalError } = await sendTo(ADA, "bob@shop.example", 51 * 1_024 * 1_024);
  expect(status).toBe("failed");
  expect(externalError).toContain("The files have 51 MiB together. A mail can have 50 MiB of files.");
});
