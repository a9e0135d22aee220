import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { sendMessage } from "@/server/commands/messages/send-message";
import { createLabel } from "@/server/commands/organising/labels";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { storedSecret } from "@/server/lib/crypto/stored-secret";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { createClient } from "@/server/lib/postgres/connection";
import { checkCredentials } from "@/server/queries/credentials/check-credentials";
import { firstRun } from "@/server/setup/first-run";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { ensurePartitions } from "@/server/store/_postgres/partitions";
import { checkVersion } from "@/server/store/backup/load-database";
import { stampBatch } from "@/server/store/events/relay";
import { readOutboundPausedAt } from "@/server/store/installation/installation";
import { createTestDatabase, type TestDatabase } from "@/test/support/database/database";
import { stateOf } from "@/test/support/database/database-contents";
import { restoreFile } from "@/test/support/database/restore-file";
import { createScene, createTenant } from "@/test/support/scenes/world";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { writeBackup } from "./write-backup";

/** Without tables: those of other tests have a guard that the product's lack. */
const empty = await Promise.all(Array.from({ length: 8 }, () => createTestDatabase(null)));
const { url } = nextEmpty();
const dataDir = mkdtempSync(join(tmpdir(), "tickline-backup-"));
const now = new Date();
const file = join(dataDir, "of-the-test.backup");
const PASSWORD = "a password of the backup test";
let written: { rows: number; files: string[] };

const store = createFolderStore(join(dataDir, "files"));
/** Without attachments: attachments.test.ts has those. */
const noProgress = { signal: new AbortController().signal, onProgress: () => {}, store, storeFolder: null };

beforeAll(async () => {
  await migrate(url);
  await firstRun({
    url,
    env: { SEED: "empty", DATA_DIR: dataDir, ADMIN_PASSWORD: PASSWORD },
    now: () => now,
  });
  const database = openDatabase({ url, max: 2 });
  await ensurePartitions(database, new Date("2027-05-05T00:00:00Z"));
  await fillInTwoSteps(database);
  await database.close();
  storedSecret(dataDir, "auth-secret");
  written = await writeBackup({ url, dataDir, file, now, ...noProgress });
  return () => rmSync(dataDir, { recursive: true });
}, 120_000);

test("a restored database has the rows, sequences and partitions of the backed up one, and a new epoch of its log", async () => {
  const target = nextEmpty();
  const folder = temporaryFolder();
  const lines: string[] = [];
  const restored = await restoreFile({
    url: target.url,
    dataDir: folder,
    file,
    isReplacing: false,
    ...noProgress,
    onProgress: (line) => lines.push(line),
  });
  const before = await stateOf(url);
  const after = await stateOf(target.url);
  for (const table of ["message", "message_receipt", "transition", "event", "outbox", "label"])
    expect([table, before.contents[table]?.rows], table).toEqual([table, expect.toSatisfy((n) => n > 0)]);
  const { relay_state: state, account_head: heads, installation: _pausedRow, ...rows } = after.contents;
  const {
    relay_state: stateBefore,
    account_head: headsBefore,
    installation: _before,
    ...rowsBefore
  } = before.contents;
  expect(rows).toEqual(rowsBefore);
  expect({ ...after, contents: null, epochs: null }).toEqual({ ...before, contents: null, epochs: null });
  expect(after.epochs).toHaveLength(before.epochs.length);
  expect(new Set(after.epochs).size).toBe(1);
  expect(after.epochs[0]).not.toBe(before.epochs[0]);
  expect([state?.rows, heads?.rows]).toEqual([stateBefore?.rows, headsBefore?.rows]);
  expect(restored).toMatchObject({ createdAt: now.toISOString(), rows: written.rows, files: written.files });
  expect(lines.some((line) => line.startsWith("message: "))).toBe(true);
});

test("a restored installation has its secrets and members, and numbers new rows after the old ones", async () => {
  const target = nextEmpty();
  const folder = temporaryFolder();
  await restoreFile({ url: target.url, dataDir: folder, file, isReplacing: false, ...noProgress });
  expect(written.files).toEqual(["auth-secret"]);
  expect(readFileSync(join(folder, "auth-secret"))).toEqual(readFileSync(join(dataDir, "auth-secret")));
  expect(statSync(join(folder, "auth-secret")).mode & 0o777).toBe(0o600);
  const database = openDatabase({ url: target.url, max: 2 });
  onTestFinished(() => database.close());
  const { claims } = await checkCredentials(database, {
    email: "admin@tickline.local",
    password: PASSWORD,
    address: "127.0.0.1",
  });
  expect(claims.userId).toBe(1);
  expect(await readOutboundPausedAt(database)).toBeInstanceOf(Date); // nothing leaves the copy until somebody confirms
  const [ids] = await database.query<{ next: number; last: number }>(
    `insert into label (account_id, name, colour, description, created_at, updated_at)
     select account_id, 'after', colour, description, created_at, updated_at from label limit 1
     returning id as next, (select max(id) from label) as last`,
  );
  expect(ids?.next).toBeGreaterThan(ids?.last ?? Number.POSITIVE_INFINITY);
});

test("a database with an account is refused, and replaced on request", async () => {
  const target = nextEmpty();
  const folder = temporaryFolder();
  await migrate(target.url);
  await firstRun({ url: target.url, env: { SEED: "empty", DATA_DIR: folder }, now: () => now });
  storedSecret(folder, "auth-secret");
  const options = { url: target.url, dataDir: folder, file, ...noProgress };
  await expect(restoreFile({ ...options, isReplacing: false })).rejects.toThrow(/auth-secret differs/);
  rmSync(join(folder, "auth-secret"));
  await expect(restoreFile({ ...options, isReplacing: false })).rejects.toThrow(
    "the database is not empty: restore into an empty one, or add --replace",
  );
  await restoreFile({ ...options, isReplacing: true });
  expect((await stateOf(target.url)).contents["message"]).toEqual((await stateOf(url)).contents["message"]);
}, 60_000); // two restores

test("a database that somebody uses is refused and unchanged", async () => {
  const target = nextEmpty();
  await migrate(target.url);
  const client = await connect(target.url);
  await expect(
    restoreFile({ url: target.url, dataDir: temporaryFolder(), file, isReplacing: true, ...noProgress }),
  ).rejects.toThrow("the database is in use by 1 other connection: stop Tickline");
  const { rows } = await client.query("select * from account");
  expect(rows).toEqual([]);
});

test("an archive with a damaged part is refused with the part's name before anything is changed", async () => {
  const target = nextEmpty();
  const folder = temporaryFolder();
  const names = execFileSync("tar", ["-tf", file], { encoding: "utf8" }).trim().split("\n");
  expect(names).toEqual(expect.arrayContaining(["backup.json", "files/auth-secret", "manifest.json"]));
  const contents = readFileSync(file);
  const attempt = async (damaged: Buffer) => {
    writeFileSync(join(folder, "damaged"), damaged);
    return restoreFile({
      url: target.url,
      dataDir: folder,
      file: join(folder, "damaged"),
      isReplacing: false,
      ...noProgress,
    });
  };
  for (const name of names) {
    const at = contents.indexOf(`${name}\0`);
    const flipped = Buffer.from(contents);
    flipped[at + 512] = (flipped[at + 512] ?? 0) ^ 1;
    await expect(attempt(flipped)).rejects.toThrow(
      name.startsWith("manifest") ? "manifest.json" : `the archive is damaged: ${name} `,
    );
  }
  await expect(attempt(contents.subarray(0, contents.length / 2))).rejects.toThrow(
    /the archive is damaged: (tables\/\S+ is cut off|the part after \S+ cannot be read|manifest.json is missing)/,
  );
  await expect(attempt(Buffer.from("not an archive"))).rejects.toThrow("is not a backup of Tickline");
  const client = await connect(target.url);
  const { rows } = await client.query("select relname from pg_class where relname = 'account'");
  expect(rows).toEqual([]);
});

test("a backup of an earlier schema is restored with the rows that it had, and then migrated", async () => {
  const [source, target] = [nextEmpty(), nextEmpty()];
  const folder = temporaryFolder();
  await migrate(source.url, undefined, new Set(["0001_baseline"]));
  const client = await connect(source.url);
  await client.query(
    `insert into account (name, created_at, updated_at) values ('Early', now(), now());
     insert into inbox (account_id, name, channel, identifier, messages_start_as, bot_enabled, bot_takes_reopened,
                        start_as_pending, caller_status_wins, on_message_after_resolve, created_at, updated_at)
     values (1, 'Website', 'api', 'early', 'sent', false, false, false, false, 'reopen', now(), now())`,
  );
  const early = join(folder, "early.backup");
  await writeBackup({ url: source.url, dataDir: folder, file: early, now, ...noProgress });
  const options = { url: target.url, dataDir: folder, file: early, isReplacing: false };
  await restoreFile({ ...options, ...noProgress });
  expect(await migrate(target.url)).toEqual([]);
  const restored = await connect(target.url);
  const { rows } = await restored.query("select name, public_api from inbox");
  expect(rows).toEqual([{ name: "Website", public_api: false }]);
});

test("a backup of a newer schema, or of an edited one, is refused", () => {
  expect(() => checkVersion({ migrations: { "9999_later": "0" } })).toThrow(
    "the archive was made by a newer release (migration 9999_later): restore it with that release",
  );
  expect(() => checkVersion({ migrations: { "0001_baseline": "0" } })).toThrow("0001_baseline");
});

test("an existing file is not overwritten, and an aborted backup leaves no file", async () => {
  const options = { url, dataDir, file, now, ...noProgress };
  await expect(writeBackup(options)).rejects.toThrow("exists already");
  const aborted = join(temporaryFolder(), "aborted");
  const signal = AbortSignal.abort(new Error("ended"));
  await expect(writeBackup({ ...options, file: aborted, signal })).rejects.toThrow("ended");
  expect(() => statSync(aborted)).toThrow("ENOENT");
  expect(() => statSync(`${aborted}.partial`)).toThrow("ENOENT");
});

/** Events of the first step are in the log, those of the second one still in the outbox. */
async function fillInTwoSteps(database: Database): Promise<void> {
  const run = createRun({ database, now: () => now, onCommitted: () => {} });
  for (const step of [1, 2]) {
    const tenant = await createTenant({ run });
    const { conversation } = await createScene({ run }, tenant);
    const named = { conversation: { conversationId: conversation.id } };
    await run(createLabel, tenant.admin, {
      name: `step-${step}`,
      description: "'; \\ \t\n ,\"",
      colour: "gray",
    });
    await run(changeStatus, tenant.admin, { ...named, signal: "resolve" });
    const { result } = await run(sendMessage, tenant.admin, { ...named, content: '您好\n\t\\N"' });
    await run(recordReceipts, tenant.admin, {
      receipts: [{ messageId: result.message.id, signal: "delivered" }],
    });
    if (step === 1) await stampBatch(database, now);
  }
}

function nextEmpty(): TestDatabase {
  const next = empty.pop();
  if (!next) throw new Error("make one more database");
  return next;
}

async function connect(address: string): Promise<pg.Client> {
  const client = createClient(address);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
