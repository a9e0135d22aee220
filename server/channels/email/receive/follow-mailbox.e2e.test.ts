import { afterAll, beforeAll, expect, onTestFinished, type TestContext, test } from "vitest";
import { withMailbox } from "@/server/channels/email/imap/connect-mailbox";
import { BYTES_MAX } from "@/server/channels/email/read/bounds";
import type { ImapSettings } from "@/server/channels/email/settings";
import type { Command } from "@/server/commands/_run/run";
import { createServices, type Services } from "@/server/commands/_run/services";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Caller } from "@/server/contract/_shared/caller";
import { waitUntil } from "@/server/lib/async/wait-until";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { log } from "@/server/lib/process/log";
import { readChannelHealth } from "@/server/store/inboxes/channel-health";
import { readRefusedMail } from "@/server/store/inboxes/refused-mail";
import { findProgram } from "@/test/support/database/debian-program";
import { type DovecotServer, startDovecot } from "@/test/support/network/dovecot";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";
import type { MailInbox } from "./find-thread";
import { followMailbox } from "./follow-mailbox";

const WITHIN = { withinMs: 30_000 };

let world: World;
beforeAll(async () => {
  provideChannelHosts(["127.0.0.1/32"]);
  world = await createWorld();
});
afterAll(async () => {
  provideChannelHosts([]);
  await world.close();
});

async function openDovecot(skip: TestContext["skip"]): Promise<DovecotServer> {
  const program = findProgram("dovecot", "dovecot-imapd");
  return "missing" in program ? skip(program.missing) : startDovecot(program.path);
}

const rawOf = (name: string) =>
  Buffer.from(
    `From: ${name}@mail.example\r\nTo: help@shop.example\r\nSubject: ${name}\r\nMessage-ID: <${name}@mail.example>\r\n\r\nText ${name}\r\n`,
  );

const answerTo = (name: string) =>
  Buffer.from(
    `From: help@shop.example\r\nTo: ${name}@mail.example\r\nSubject: Re: ${name}\r\nMessage-ID: <re-${name}@shop.example>\r\nIn-Reply-To: <${name}@mail.example>\r\n\r\nAnswer to ${name}\r\n`,
  );

/** Of the server that delivered the answer. */
const reportOn = (name: string) =>
  Buffer.from(
    `From: mailer-daemon@mail.example\r\nTo: help@shop.example\r\nMessage-ID: <report-${name}@mail.example>\r\nDate: Mon, 05 Jan 2026 10:00:00 +0000\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; ${name}@mail.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <re-${name}@shop.example>\r\n\r\n--b--\r\n`,
  );

const appendTo = (imap: ImapSettings, folder: string, mails: readonly Buffer[]) =>
  withMailbox(imap, async (client) => {
    for (const mail of mails) await client.append(folder, mail, [], new Date());
  });

const deliverTo = (imap: ImapSettings, names: readonly string[]) => appendTo(imap, "INBOX", names.map(rawOf));

async function openInbox() {
  const tenant = await createTenant(world);
  const inbox = (await world.run(createInbox, tenant.admin, { name: "Help", channel: "api" })).result;
  const { database, run, files } = world;
  const services = createServices({ database, now: () => new Date(), run, files });
  const place: MailInbox = {
    accountId: tenant.accountId,
    inboxId: inbox.id,
    address: "help@shop.example",
    replyKey: Buffer.from("key"),
  };
  const cursors = () =>
    database.query<{ since: Date }>("select since from mailbox_cursor where account_id = $1 order by role", [
      tenant.accountId,
    ]);
  return {
    services,
    health: async () => (await readChannelHealth(database, tenant.accountId, inbox.id)).connection,
    contents: async () =>
      (
        await database.query<{ content: string }>(
          "select content from message where account_id = $1 and inbox_id = $2 order by id",
          [tenant.accountId, inbox.id],
        )
      ).map(({ content }) => content),
    /** The texts of messages with a report that they were delivered, one for each report. */
    delivered: async () =>
      (
        await database.query<{ content: string }>(
          `select m.content from message m
             join message_receipt r on r.account_id = m.account_id and r.message_id = m.id and r.signal = 'delivered'
            where m.account_id = $1 and m.status = 'delivered' order by r.id`,
          [tenant.accountId],
        )
      ).map(({ content }) => content),
    refused: () => readRefusedMail(database, tenant.accountId, { inboxId: inbox.id, now: new Date() }),
    /** Both folders have been read once: what is delivered from now on is new. */
    isRead: async () => (await cursors()).length === 2,
    cursors,
    setUidValidity: (uidValidity: string) =>
      database.query(
        "update mailbox_cursor set uid_validity = regexp_replace(uid_validity, '^\\d+', $2) where account_id = $1",
        [tenant.accountId, uidValidity],
      ),
    follow(imap: ImapSettings, own: Services = services) {
      const followed = followMailbox(
        { services: own, log },
        { inbox: place, imap, importSince: null, random: () => 0, pollMs: 500 },
      );
      onTestFinished(followed.close);
      return followed;
    },
  };
}

test("mail becomes messages as it arrives, and the inbox is connected", async ({ skip }) => {
  const { imap } = await openDovecot(skip);
  const { follow, health, contents, isRead } = await openInbox();
  await deliverTo(imap, ["old"]);
  follow(imap);
  expect(await waitUntil(async () => (await health())?.state === "connected", WITHIN)).toBe(true);
  expect(await waitUntil(isRead, WITHIN)).toBe(true);
  await deliverTo(imap, ["one", "two"]);
  expect(await waitUntil(async () => (await contents()).length >= 2, WITHIN)).toBe(true);
  expect(await contents()).toEqual(["Text one", "Text two"]);
  expect(await waitUntil(async () => (await health())?.lastInAt != null, WITHIN)).toBe(true);
});

test.for([
  ["more", 1, 3],
  ["less", 3, 1],
] as const)(
  "of another mailbox of the same UIDVALIDITY, with %s mail, what is new becomes messages",
  async ([, first, second], { skip }) => {
    const { imap } = await openDovecot(skip);
    const { follow, contents, isRead, cursors, setUidValidity } = await openInbox();
    const followed = follow(imap);
    expect(await waitUntil(isRead, WITHIN)).toBe(true);
    const names = Array.from({ length: first }, (__, i) => `first-${i}`);
    await deliverTo(imap, names);
    expect(await waitUntil(async () => (await contents()).length === first, WITHIN)).toBe(true);
    await followed.close();
    const other = { ...imap, user: "sales" };
    const old = Array.from({ length: second }, (__, i) => `old-${i}`);
    await deliverTo(other, old);
    const uidValidity = await withMailbox(other, async (client) => {
      const mailbox = await client.mailboxOpen("INBOX");
      return String(mailbox.uidValidity);
    });
    await setUidValidity(uidValidity); // as at Gmail, whose mailboxes all have the same one
    const before = await cursors();
    follow(other);
    const isOfOther = async () =>
      (await cursors()).every(({ since }, i) => since > (before[i]?.since ?? since));
    await waitUntil(isOfOther, { withinMs: 10_000 });
    await deliverTo(other, ["new"]);
    await waitUntil(async () => (await contents()).includes("Text new"), { withinMs: 15_000 });
    expect(await contents()).toEqual([...names, "new"].map((name) => `Text ${name}`));
  },
);

test("a wrong password is shown with the server's words", async ({ skip }) => {
  const { imap } = await openDovecot(skip);
  const { follow, health } = await openInbox();
  follow({ ...imap, password: "wrong" });
  expect(await waitUntil(async () => (await health())?.state === "disconnected", WITHIN)).toBe(true);
  expect(await health()).toMatchObject({
    error: expect.stringMatching(/authentication failed/i),
    nextTryAt: expect.any(Date),
  });
});

test("a mail that is too large is kept with the reason, and those after it are stored", async ({ skip }) => {
  const { imap } = await openDovecot(skip);
  const { follow, contents, isRead, refused } = await openInbox();
  follow(imap);
  expect(await waitUntil(isRead, WITHIN)).toBe(true);
  const line = "x".repeat(997);
  const text = Buffer.alloc(BYTES_MAX, `${line}\r\n`);
  await appendTo(imap, "INBOX", [Buffer.concat([rawOf("large"), text])]);
  await deliverTo(imap, ["small"]);
  expect(await waitUntil(async () => (await contents()).length > 0, { withinMs: 120_000 })).toBe(true);
  expect(await contents()).toEqual(["Text small"]);
  expect(await refused()).toMatchObject({
    count: 1,
    last: { code: "mail.too_large", sender: "large@mail.example", subject: "large" },
  });
}, 180_000);

/** Services of which so many commands are killed, before or after their commit. */
function killSome(services: Services, left: number) {
  const kills = { left, calls: 0 };
  const run: Services["run"] = Object.assign(
    async <I, R>(command: Command<I, R>, caller: Caller, input: I) => {
      kills.calls += 1;
      const isKilled = kills.left > 0 && kills.calls % 2 === 0;
      if (isKilled) kills.left -= 1;
      if (isKilled && kills.left % 2 === 0) throw new Error("killed before the commit");
      const done = await services.run(command, caller, input);
      if (isKilled) throw new Error("killed after the commit");
      return done;
    },
    { once: services.run.once },
  );
  return { kills, services: { ...services, run } };
}

test("stopped ten times before or after the commit, it stores every mail once, in order", async ({
  skip,
}) => {
  const { imap } = await openDovecot(skip);
  const { follow, services, contents, isRead } = await openInbox();
  const killed = killSome(services, 10);
  follow(imap, killed.services);
  expect(await waitUntil(isRead, WITHIN)).toBe(true);
  const names = Array.from({ length: 20 }, (_, i) => `mail-${i}`);
  await deliverTo(imap, names);
  expect(await waitUntil(async () => (await contents()).length >= names.length, { withinMs: 240_000 })).toBe(
    true,
  );
  expect(killed.kills.left).toBe(0);
  expect(await contents()).toEqual(names.map((name) => `Text ${name}`));
}, 300_000);

test("stopped twenty times, it stores every answer of another program once, and every report on one", async ({
  skip,
}) => {
  const { imap } = await openDovecot(skip);
  const { follow, services, contents, delivered, isRead } = await openInbox();
  const killed = killSome(services, 20);
  follow(imap, killed.services);
  expect(await waitUntil(isRead, WITHIN)).toBe(true);
  const names = Array.from({ length: 10 }, (_, i) => `mail-${i}`);
  const within = { withinMs: 120_000 };
  await deliverTo(imap, names.slice(0, 2));
  expect(await waitUntil(async () => (await contents()).length >= 2, within)).toBe(true);
  await deliverTo(imap, names.slice(2));
  await appendTo(imap, "Sent", names.map(answerTo));
  const stored = async () => (await contents()).length >= 2 * names.length;
  expect(await waitUntil(stored, within)).toBe(true);
  expect((await contents()).toSorted()).toEqual(
    names.flatMap((name) => [`Answer to ${name}`, `Text ${name}`]).toSorted(),
  );
  await appendTo(imap, "INBOX", names.map(reportOn));
  expect(await waitUntil(async () => (await delivered()).length >= names.length, within)).toBe(true);
  await deliverTo(imap, ["last"]);
  expect(await waitUntil(async () => (await contents()).includes("Text last"), within)).toBe(true);
  expect(killed.kills.left).toBe(0);
  expect(await delivered()).toEqual(names.map((name) => `Answer to ${name}`));
}, 400_000);
