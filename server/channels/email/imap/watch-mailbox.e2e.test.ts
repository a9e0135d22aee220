import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, type TestContext, test } from "vitest";
import type { ImapSettings } from "@/server/channels/email/settings";
import { waitUntil } from "@/server/lib/async/wait-until";
import { provideChannelHosts } from "@/server/lib/outbound/channel-host";
import { findProgram } from "@/test/support/database/debian-program";
import { type DovecotServer, startDovecot } from "@/test/support/network/dovecot";
import { withMailbox } from "./connect-mailbox";
import type { FolderCursor } from "./read-folder";
import { isInSent, keepInSent } from "./sent-folder";
import { type FolderRole, type MailboxState, type WatchOptions, watchMailbox } from "./watch-mailbox";

const BYTES_MAX = 100_000;
const WITHIN = { withinMs: 20_000 };

beforeAll(() => provideChannelHosts(["127.0.0.1/32"]));
afterAll(() => provideChannelHosts([]));

async function open(skip: TestContext["skip"]): Promise<DovecotServer> {
  const program = findProgram("dovecot", "dovecot-imapd");
  return "missing" in program ? skip(program.missing) : startDovecot(program.path);
}

const rawOf = (name: string) =>
  Buffer.from(`Message-ID: <${name}@example.com>\r\nSubject: ${name}\r\n\r\nText\r\n`);
const subjectOf = (raw: Uint8Array) => /^Subject: (.*)\r$/m.exec(Buffer.from(raw).toString())?.[1] ?? "";

const deliverTo = (
  imap: ImapSettings,
  names: readonly string[],
  { folder = "INBOX", at = new Date() } = {},
) =>
  withMailbox(imap, async (client) => {
    for (const name of names) await client.append(folder, rawOf(name), [], at);
  });

/** A store of mail and cursors that can be killed before or after it stores. */
function createStore() {
  const mails: { role: FolderRole; subject: string; isWhole: boolean; withheld: string | null }[] = [];
  const cursors = new Map<FolderRole, FolderCursor>();
  const states: MailboxState[] = [];
  let killAt: ((stored: number) => "before" | "after" | null) | null = null;
  let watched = 0;

  const options = (imap: ImapSettings, more: Partial<WatchOptions> = {}): WatchOptions => {
    watched += 1;
    const own = watched;
    return {
      imap,
      importSince: null,
      bytesMax: BYTES_MAX,
      now: () => new Date(),
      random: () => 0,
      pollMs: 500,
      readCursor: async (role) => cursors.get(role) ?? null,
      async store(role, mail, cursor) {
        if (own !== watched) throw new Error("a watcher before this one still stores");
        const kill = mail ? (killAt?.(mails.length) ?? null) : null;
        if (kill === "before") throw new Error("killed before it was stored");
        if (mail) {
          const { raw, bytes, withheld } = mail;
          mails.push({ role, subject: subjectOf(raw), isWhole: raw.length === bytes, withheld });
        }
        cursors.set(role, cursor);
        if (kill === "after") throw new Error("killed after it was stored");
      },
      report: async (state) => void states.push(state),
      onFault: (error) => {
        throw error;
      },
      ...more,
    };
  };
  return {
    mails,
    states,
    cursors,
    options,
    subjects: (role: FolderRole = "inbox") =>
      mails.filter((one) => one.role === role).map(({ subject }) => subject),
    killWhen(decide: typeof killAt) {
      killAt = decide;
    },
    watch(imap: ImapSettings, more: Partial<WatchOptions> = {}) {
      const watcher = watchMailbox(options(imap, more));
      onTestFinished(watcher.close);
      return watcher;
    },
    connected: () =>
      waitUntil(() => cursors.size === 2 && states.some(({ state }) => state === "connected"), WITHIN),
  };
}

test("mail that lies in the folder at connecting is left alone, and what arrives after is stored once", async ({
  skip,
}) => {
  const { imap } = await open(skip);
  await deliverTo(imap, ["old"]);
  const store = createStore();
  store.watch(imap);
  expect(await store.connected()).toBe(true);
  await deliverTo(imap, ["one", "two"]);
  expect(await waitUntil(() => store.subjects().length >= 2, WITHIN)).toBe(true);
  await deliverTo(imap, ["three"]);
  expect(await waitUntil(() => store.subjects().length >= 3, WITHIN)).toBe(true);
  expect(store.subjects()).toEqual(["one", "two", "three"]);
});

test("with importSince, mail that arrived since then is imported", async ({ skip }) => {
  const { imap } = await open(skip);
  await deliverTo(imap, ["before"], { at: new Date("2026-01-01T00:00:00Z") });
  await deliverTo(imap, ["since"], { at: new Date("2026-03-01T00:00:00Z") });
  const store = createStore();
  store.watch(imap, { importSince: new Date("2026-02-01T00:00:00Z") });
  expect(await waitUntil(() => store.subjects().length > 0, WITHIN)).toBe(true);
  await deliverTo(imap, ["new"]);
  expect(await waitUntil(() => store.subjects().length >= 2, WITHIN)).toBe(true);
  expect(store.subjects()).toEqual(["since", "new"]);
});

test("an answer that another program put into Sent is read as sent", async ({ skip }) => {
  const { imap } = await open(skip);
  const store = createStore();
  store.watch(imap);
  expect(await store.connected()).toBe(true);
  await deliverTo(imap, ["answer"], { folder: "Sent" });
  expect(await waitUntil(() => store.subjects("sent").length > 0, WITHIN)).toBe(true);
  expect(store.mails).toMatchObject([{ role: "sent", subject: "answer" }]);
});

test("a mail that is too large is stored by its header, and does not stop those after it", async ({
  skip,
}) => {
  const { imap } = await open(skip);
  const store = createStore();
  store.watch(imap);
  expect(await store.connected()).toBe(true);
  await withMailbox(imap, (client) =>
    client.append("INBOX", Buffer.concat([rawOf("large"), Buffer.alloc(BYTES_MAX, "a\r\n")])),
  );
  await deliverTo(imap, ["small"]);
  expect(await waitUntil(() => store.mails.length >= 2, WITHIN)).toBe(true);
  expect(store.mails).toMatchObject([
    { subject: "large", isWhole: false },
    { subject: "small", isWhole: true },
  ]);
});

test("a mail that the server lists and withholds holds up those behind it for five minutes", async ({
  skip,
}) => {
  const { imap, maildir } = await open(skip);
  await deliverTo(imap, ["stuck", "after"]);
  const files = readdirSync(maildir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const stuck = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .find((path) => readFileSync(path, "utf8").includes("Subject: stuck"));
  chmodSync(stuck ?? "", 0);
  const store = createStore();
  const start = Date.now();
  let passedMs = 0;
  const now = () => new Date(start + passedMs);
  store.watch(imap, { importSince: new Date(0), now, random: () => -1.99 }); // next to no delays
  const failures = () => store.states.filter(({ state }) => state === "disconnected").length;
  expect(await waitUntil(() => failures() >= 4, WITHIN)).toBe(true);
  expect(store.mails).toEqual([]);
  passedMs = 5 * 60_000;
  expect(await waitUntil(() => store.mails.length >= 2, WITHIN)).toBe(true);
  expect(store.mails).toMatchObject([
    { subject: "", withheld: "Connection not available" },
    { subject: "after", withheld: null },
  ]);
});

test("a wrong password disconnects with the server's words, and is tried again in an hour", async ({
  skip,
}) => {
  const { imap } = await open(skip);
  const { states, ...store } = createStore();
  const now = new Date("2026-11-25T10:00:00Z");
  const watcher = store.watch({ ...imap, password: "wrong" }, { now: () => now });
  expect(await waitUntil(() => states.length >= 2, WITHIN)).toBe(true);
  await watcher.close();
  expect(states).toEqual([
    { state: "connecting" },
    {
      state: "disconnected",
      error: expect.stringMatching(/authentication failed/i),
      nextTryAt: new Date("2026-11-25T11:00:00Z"),
    },
    { state: "off" },
  ]);
});

test("a folder that was made anew is read again from the time of the first connection", async ({ skip }) => {
  const { imap } = await open(skip);
  const store = createStore();
  await withMailbox(imap, (client) => client.mailboxCreate("Help"));
  const watcher = store.watch({ ...imap, folder: "Help" });
  expect(await store.connected()).toBe(true);
  await watcher.close();
  await withMailbox(imap, async (client) => {
    await client.mailboxDelete("Help");
    await client.mailboxCreate("Help");
    await client.append("Help", rawOf("old"), [], new Date("2026-01-01T00:00:00Z"));
    await client.append("Help", rawOf("new"), [], new Date(Date.now() + 1_000));
  });
  const validity = store.cursors.get("inbox")?.uidValidity;
  store.watch({ ...imap, folder: "Help" });
  expect(await waitUntil(() => store.subjects().length > 0, WITHIN)).toBe(true);
  expect(store.subjects()).toEqual(["new"]);
  expect(store.cursors.get("inbox")?.uidValidity).not.toBe(validity);
});

test("the watcher stopped ten times around storing, and the server killed in between, store every mail once, in order", async ({
  skip,
}) => {
  const { imap, kill, start } = await open(skip);
  const store = createStore();
  const kills = { left: 10, lastAt: -1 };
  store.killWhen((stored) => {
    if (kills.left === 0 || stored % 3 !== 1 || stored === kills.lastAt) return null;
    kills.left -= 1;
    kills.lastAt = stored;
    return kills.left % 2 === 0 ? "before" : "after";
  });
  store.watch(imap, { random: () => 0, now: () => new Date() });
  expect(await store.connected()).toBe(true);
  const names = Array.from({ length: 40 }, (_, i) => `mail-${i}`);
  await deliverTo(imap, names.slice(0, 20));
  expect(await waitUntil(() => store.mails.length >= 4, WITHIN)).toBe(true);
  await kill();
  await start();
  await deliverTo(imap, names.slice(20));
  expect(await waitUntil(() => store.mails.length >= names.length, { withinMs: 300_000 })).toBe(true);
  expect(kills.left).toBe(0);
  expect(store.subjects()).toEqual(names);
}, 360_000);

test("sent mail is put into Sent once, and found there by its Message-ID", async ({ skip }) => {
  const { imap } = await open(skip);
  const mail = { messageId: "out@example.com", raw: rawOf("out") };
  expect(await isInSent(imap, mail.messageId)).toBe(false);
  expect(await keepInSent(imap, mail)).toBe("kept");
  expect(await keepInSent(imap, mail)).toBe("was_there");
  expect(await isInSent(imap, mail.messageId)).toBe(true);
  const { sentFolder: _, ...unnamed } = imap;
  expect(await isInSent(unnamed, mail.messageId)).toBe(true); // the server names the folder
});
