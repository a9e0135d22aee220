import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, type TestContext, test } from "vitest";
import { deliver } from "@/server/channels/email/smtp/deliver";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { getTickTimeline } from "@/server/queries/messages/get-message";
import { findProgram } from "@/test/support/database/debian-program";
import { startDovecot } from "@/test/support/network/dovecot";
import { findPostfix, startPostfix } from "@/test/support/network/postfix";
import { openSmtp } from "@/test/support/network/smtp-server";
import { openEmailInbox } from "@/test/support/scenes/email-inbox";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

// Our mailbox is in Dovecot. Postfix takes mail, delivers that for us and for Ada, hands on that for the far server, and reports.

const LIMIT_MS = 120_000;

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

type Answer = { code: number; words: string };

const mailsIn = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    try {
      return readFileSync(join(folder, name), "utf8");
    } catch {
      return []; // it was moved meanwhile
    }
  });

/** `answers`: what the far server answers to recipients, in order; then it accepts. */
async function open(skip: TestContext["skip"], answers: Answer[] = []) {
  const [postfix, dovecot] = [findPostfix(), findProgram("dovecot", "dovecot-imapd")];
  if ("missing" in postfix) return skip(postfix.missing);
  if ("missing" in dovecot) return skip(dovecot.missing);
  const far = await openSmtp({
    onRcptTo(_address, _session, done) {
      const answer = answers.shift();
      done(answer ? Object.assign(new Error(answer.words), { responseCode: answer.code }) : null);
    },
  });
  const ours = await startDovecot(dovecot.path);
  const ofAda = join(dirname(ours.maildir), "ada");
  const { port } = await startPostfix(postfix.path, {
    maildirs: { "help@shop.example": ours.maildir, "ada@mail.example": ofAda },
    relay: { domain: "far.example", port: far.smtp.port },
    owner: ours.owner,
  });
  const smtp = { host: "127.0.0.1", port, tls: "none" } as const;
  const inbox = await openEmailInbox(scene, { imap: ours.imap, smtp: { ...smtp, deliveryReports: true } });
  await scene.until(inbox.isRead);
  return {
    ...inbox,
    /** The mails that Ada has. */
    mailsOfAda: () => mailsIn(join(ofAda, "new")),
    /** The mails in our mailbox, read or not. */
    ownMails: () => ["new", "cur"].flatMap((folder) => mailsIn(join(ours.maildir, folder))),
    /** A customer's mail, once it is stored. */
    async write(from: string, { header, text }: { header: string; text: string }) {
      const before = (await inbox.messages()).length;
      const lines = [`From: ${from}`, "To: help@shop.example", header, "", text, ""];
      const raw = Buffer.from(lines.join("\r\n"));
      const { outcome } = await deliver(smtp, { envelope: { from, to: ["help@shop.example"] }, raw });
      expect(outcome.kind).toBe("accepted");
      await scene.until(async () => (await inbox.messages()).length === before + 1);
      const message = (await inbox.messages()).at(-1);
      if (!message) throw new Error("the mail was not stored");
      return message;
    },
  };
}

test(
  "a mail passes through Postfix to a customer, is delivered by its report, and the answer joins the conversation",
  async ({ skip }) => {
    const { write, send, messages, mailsOfAda } = await open(skip);
    const question = await write("ada@mail.example", { header: "Subject: Order 7", text: "Where is it?" });
    expect(question).toMatchObject({ content: "Where is it?", email: { subject: "Order 7" } });
    await send({ conversationId: question.conversationId, content: "On its way, 明天到" });
    await scene.until(async () => (await messages())[1]?.status === "delivered");
    const messageId = (await messages())[1]?.email?.messageId;
    const [mail, ...others] = mailsOfAda();
    expect(mail).toContain(`Message-ID: <${messageId}>`);
    expect(others).toEqual([]);
    const header = `Subject: Re: Order 7\r\nIn-Reply-To: <${messageId}>`;
    const thanks = await write("ada@mail.example", { header, text: "Thanks" });
    expect(thanks.conversationId).toBe(question.conversationId);
    expect(await messages()).toHaveLength(3); // the report is none
  },
  LIMIT_MS,
);

test(
  "what the far server refuses fails in its words, what it puts off is noted as delayed, and what it takes is not delivered yet",
  async ({ skip }) => {
    const refusal = { code: 550, words: "5.1.1 The account is closed" };
    const later = { code: 450, words: "4.2.2 The mailbox is busy" };
    const { tenant, write, send, messages, ownMails } = await open(skip, [refusal, later, later, later]);
    const question = await write("bob@far.example", { header: "Subject: Order 8", text: "And mine?" });
    const refused = await send({ conversationId: question.conversationId, content: "First" });
    await scene.until(async () => (await messages())[1]?.status === "failed");
    expect((await messages())[1]?.externalError).toContain("The account is closed");
    const delayed = await send({ conversationId: question.conversationId, content: "Second" });
    const linesOf = async (messageId: number) => {
      const page = { messageId, after: 0, limit: 50, now: new Date() };
      return JSON.stringify(await getTickTimeline(scene.world.database, tenant.admin, page));
    };
    await scene.until(async () => (await linesOf(delayed)).includes("The mailbox is busy"));
    expect(await linesOf(refused)).not.toContain("busy");
    await scene.until(async () => ownMails().some((mail) => mail.includes("Action: relayed")));
    await write("bob@far.example", { header: "Subject: Re: Order 8", text: "Thanks" }); // read after the report
    expect((await messages())[2]?.status).toBe("sent");
    expect(await messages()).toHaveLength(4);
  },
  LIMIT_MS,
);
