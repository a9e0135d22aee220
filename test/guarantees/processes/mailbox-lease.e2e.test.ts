import { expect, type TestContext, test } from "vitest";
import { withMailbox } from "@/server/channels/email/imap/connect-mailbox";
import type { ImapSettings } from "@/server/channels/email/settings";
import { waitUntil } from "@/server/lib/async/wait-until";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { openDatabase } from "@/server/store/_postgres/db";
import { createTestDatabase } from "@/test/support/database/database";
import { findProgram } from "@/test/support/database/debian-program";
import { startDovecot } from "@/test/support/network/dovecot";
import { connectionsTo } from "@/test/support/processes/connected-to";
import { type Member, startMembers } from "./cluster/members";

const TOKEN = "of-the-test-of-mailbox-leases-and-long-enough";
const MAILS = 20;
/** docs/email.md: another process follows a mailbox within 25 seconds; the rest is for starting to read under load. */
const PASSES_WITHIN_MS = 25_000;
const WITHIN = { withinMs: 60_000 };

const database = createTestDatabase();

async function openDovecot(skip: TestContext["skip"]) {
  const program = findProgram("dovecot", "dovecot-imapd");
  return "missing" in program ? skip(program.missing) : startDovecot(program.path);
}

const deliver = (imap: ImapSettings, names: readonly string[]) =>
  withMailbox(imap, async (client) => {
    for (const name of names)
      await client.append(
        "INBOX",
        Buffer.from(
          `From: ${name}@mail.example\r\nTo: help@shop.example\r\nSubject: ${name}\r\nMessage-ID: <${name}@mail.example>\r\n\r\nText ${name}\r\n`,
        ),
      );
  });

async function createEmailInbox({ url }: Member, imap: ImapSettings): Promise<void> {
  const answer = await fetch(`${url}/v1/inboxes`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({
      name: "Help",
      channel: "email",
      settings: { address: "help@shop.example", imap },
    }),
  });
  expect(answer.status).toBe(201);
}

test("of two workers one follows a mailbox, and after it was killed the other, without a mail lost or doubled", async ({
  skip,
}) => {
  provideChannelHosts(["127.0.0.1/32"]);
  const { imap } = await openDovecot(skip);
  const { url } = await database;
  const [web, ...workers] = await startMembers({
    webs: 1,
    workers: 2,
    env: {
      DATABASE_URL: url,
      ADMIN_API_TOKEN: TOKEN,
      SEED: "empty",
      CHANNEL_ALLOW_CIDRS: "127.0.0.1/32",
    },
  });
  if (!web) throw new Error("there must be a web process");
  const rows = openDatabase({ url, max: 2 });
  const stored = () =>
    rows.query<{ content: string }>("select content from message where direction = 'in' order by id");
  const followers = () => workers.filter(({ app, isUp }) => isUp && connectionsTo(app.pid, imap.port) > 0);
  try {
    await createEmailInbox(web, imap);
    const isRead = async () => (await rows.query("select 1 from mailbox_cursor")).length === 2;
    expect(await waitUntil(isRead, WITHIN)).toBe(true);
    const names = Array.from({ length: MAILS }, (_, n) => `mail-${n}`);
    await deliver(imap, names.slice(0, MAILS / 2));
    expect(await waitUntil(async () => (await stored()).length > 0, WITHIN)).toBe(true);
    expect(followers()).toHaveLength(1);

    const [follower] = followers();
    await follower?.kill();
    const killedAt = performance.now();
    await deliver(imap, names.slice(MAILS / 2));
    expect(await waitUntil(() => followers().length === 1, { withinMs: PASSES_WITHIN_MS })).toBe(true);
    process.stdout.write(`another worker follows after ${Math.round(performance.now() - killedAt)} ms\n`);
    expect(await waitUntil(async () => (await stored()).length >= MAILS, WITHIN)).toBe(true);

    await follower?.restart();
    await deliver(imap, ["last"]);
    expect(await waitUntil(async () => (await stored()).length > MAILS, WITHIN)).toBe(true);
    expect(followers()).toHaveLength(1);
    expect(followers()).not.toContain(follower);
    expect((await stored()).map(({ content }) => content)).toEqual(
      [...names, "last"].map((name) => `Text ${name}`),
    );
  } finally {
    provideChannelHosts([]);
    await rows.close();
  }
}, 240_000);
