import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rename, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test, vi } from "vitest";
import { backupName } from "@/server/lib/archive/backup-place";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { openSmtp } from "@/test/support/clients/smtp";
import { createDatabaseForTest, createTestDatabase } from "@/test/support/database/database";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { bundled } from "@/test/support/processes/bundled";
import { storeFile } from "@/test/support/scenes/stored-files";
import { waitFor } from "@/test/support/wait-for";

/** Starts several processes in turn. */
vi.setConfig({ testTimeout: 180_000 });

type Check = { check: string; status: string; text: string };

async function runProgram(name: "doctor" | "backup", env: Record<string, string>, ...args: string[]) {
  const given = { PATH: process.env["PATH"], NODE_ENV: "test" as const, ...env };
  const child = spawn(process.execPath, [...bundled(`server/setup/cli/${name}.ts`), ...args], { env: given });
  const closed = once(child, "close");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { code: child.exitCode, stdout, stderr };
}

async function diagnose(env: Record<string, string>) {
  const { code, stdout } = await runProgram("doctor", env, "--json");
  const { checks }: { checks: Check[] } = JSON.parse(stdout);
  const of = (name: string) => checks.filter(({ check }) => check === name);
  return {
    code,
    checks,
    statusOf: (name: string) => of(name)[0]?.status,
    textOf: (name: string) => of(name)[0]?.text,
  };
}

/** An installation that has started once, with a file. */
async function openInstallation() {
  const { url, appUrl } = await createDatabaseForTest();
  const [smtp, dataDir] = [await openSmtp(), temporaryDataDir()];
  const env = {
    DATABASE_URL: appUrl,
    DATABASE_WORKER_URL: url,
    DATABASE_OWNER_URL: url,
    DATA_DIR: dataDir,
    AUTH_SECRET: "the secret of this whole installation",
    SMTP_URL: smtp.url,
  };
  await startApp({ ...env, PORT: "0" }).ready();
  const database = openDatabase({ url, max: 1 });
  onTestFinished(() => database.close());
  const files = createFolderStore(`${dataDir}/files`);
  const scene = { database, files, clock: { now: new Date() } };
  const { key } = await storeFile(scene, 1, { content: Buffer.from("kept") });
  return { env, files, key };
}

test("a sound installation passes; each line says what was checked", async () => {
  const { env } = await openInstallation();
  expect(await runProgram("backup", env, `${env.DATA_DIR}/x.backup`)).toMatchObject({ code: 0 });
  const { code, checks, statusOf } = await diagnose(env);
  const names = ["configuration", "disk", "roles", "mail", "database", "clocks", "secret", "file store"];
  expect(checks.map(({ check }) => check)).toEqual([...names, "files", "maintenance", "outbound", "backup"]);
  expect([code, checks.filter(({ status }) => status === "error")]).toEqual([0, []]);
  expect(
    ["roles", "mail", "secret", "file store", "files", "maintenance", "outbound", "backup"].map(statusOf),
  ).toEqual(Array(8).fill("ok"));
  const scheduled = { ...env, BACKUP_DIR: `${env.DATA_DIR}/scheduled` };
  expect((await diagnose(scheduled)).textOf("backup")).toContain("there is none in the folder");
  await mkdir(scheduled.BACKUP_DIR);
  const hourAgo = backupName(new Date(Date.now() - 3_600_000));
  expect(await runProgram("backup", env, `${scheduled.BACKUP_DIR}/${hourAgo}`)).toMatchObject({ code: 0 });
  expect((await diagnose(scheduled)).statusOf("backup")).toBe("ok");
  const rare = { ...scheduled, BACKUP_EVERY: "1" };
  await rename(
    `${rare.BACKUP_DIR}/${hourAgo}`,
    `${rare.BACKUP_DIR}/${backupName(new Date(Date.now() - 10_800_000))}`,
  );
  const ahead = backupName(new Date(Date.now() + 86_400_000)); // of a clock that was wrong
  await writeFile(`${rare.BACKUP_DIR}/${ahead}`, "");
  expect((await diagnose(rare)).statusOf("backup")).toBe("error");
  const { stdout } = await runProgram("doctor", env);
  expect(stdout.trimEnd().split("\n")).toHaveLength(checks.length);
  expect(stdout).toMatch(/^ok {5} {2}file store {5}the folder .* is that of the installation$/m);
});

test("a broken installation fails: each fault is a line of its own", async () => {
  const { env, files, key } = await openInstallation();
  await files.remove(key);
  const { code, statusOf, textOf } = await diagnose({
    ...env,
    AUTH_SECRET: "a secret that somebody changed by hand",
    DATABASE_URL: env.DATABASE_OWNER_URL,
    DATABASE_REPLICA_URL: env.DATABASE_OWNER_URL,
    SMTP_URL: "smtp://127.0.0.1:1",
    REDIS_URL: "redis://127.0.0.1:1",
    S3_BUKET: "files",
    OIDC_ISSUER: "http://127.0.0.1:1",
    OIDC_CLIENT_ID: "x",
    OIDC_CLIENT_SECRET: "y",
  });
  expect(code).toBe(1);
  const errors = ["mail", "redis", "issuer", "secret", "files"];
  expect(errors.map(statusOf)).toEqual(errors.map(() => "error"));
  expect(textOf("mail")).toContain("ECONNREFUSED");
  expect(textOf("files")).toBe(
    "of the newest 1 files, 1 are missing and 0 have another size: restore them from a backup",
  );
  const warnings = ["configuration", "roles", "replicas", "backup"];
  expect(warnings.map(statusOf)).toEqual(warnings.map(() => "warning"));
  expect(textOf("configuration")).toContain("is it S3_BUCKET?");
  expect(textOf("replicas")).toMatch(/^127\.0\.0\.1:\d+: it is no standby: it accepts writes$/);

  const other = await diagnose({ ...env, DATA_DIR: temporaryDataDir() });
  expect([other.code, other.statusOf("disk"), other.statusOf("file store")]).toEqual([1, "error", "error"]);
  const away = await diagnose({ ...env, DATABASE_URL: "postgres://me:hunter2@127.0.0.1:1/x" });
  expect([away.code, away.statusOf("database")]).toEqual([1, "error"]);
  expect(JSON.stringify(away.checks)).not.toContain("hunter2");
  const unread = await diagnose({ ...env, PORT: "many" });
  expect([unread.code, unread.checks.length, unread.textOf("configuration")]).toEqual([
    1,
    1,
    "invalid configuration: PORT: must be a port number, at most 65535",
  ]);
});

test("a database that lacks migrations, or is of a newer release, is told as such", async () => {
  const { url } = await createTestDatabase(null);
  const names = (await readdir("prisma/migrations")).filter((name) => /^\d/.test(name)).sort();
  const [last = "", ...earlier] = names.toReversed();
  await migrate(url, undefined, new Set(earlier));
  const env = {
    DATABASE_URL: url,
    DATA_DIR: temporaryDataDir(),
    AUTH_SECRET: "the secret of this whole installation",
  };
  const older = await diagnose(env);
  expect(older.statusOf("database")).toBe("warning");
  expect(older.textOf("database")).toBe(`the migration ${last} of this release has not run: start it`);

  await migrate(url);
  const database = openDatabase({ url, max: 1 });
  onTestFinished(() => database.close());
  await database.query(
    `insert into _prisma_migrations (id, checksum, finished_at, migration_name)
     values ('newer', '0', now(), '9999_of_a_newer_release')`,
  );
  const newer = await diagnose(env);
  expect([newer.code, newer.statusOf("database")]).toEqual([1, "error"]);
  expect(newer.textOf("database")).toContain("9999_of_a_newer_release, which this release does not know");
});

test("an unreachable mail server and identity provider are one warning each at the start, which goes on", async () => {
  const { env } = await openInstallation();
  const app = startApp({
    ...env,
    SMTP_URL: "smtp://127.0.0.1:1",
    OIDC_ISSUER: "http://127.0.0.1:1",
    OIDC_CLIENT_ID: "x",
    OIDC_CLIENT_SECRET: "y",
    PORT: "0",
  });
  let lines = "";
  app.child.stdout?.on("data", (chunk) => (lines += String(chunk)));
  await app.ready();
  await waitFor(() => expect(lines.match(/"level":"warn".*cannot be used, /g)).toHaveLength(2));
  expect(lines).toMatch(/the mail server 127\.0\.0\.1:1 \(SMTP_URL\) cannot be used, mails wait/);
  expect(lines).toMatch(/the identity provider .* \(OIDC_ISSUER\) cannot be used, nobody can sign in by it/);
});
