import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { freePort } from "@/server/lib/postgres/launch";
import { writeBackup } from "@/server/setup/backup/write-backup";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";
import { createTestDatabase } from "@/test/support/database/database";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { bundled } from "@/test/support/processes/bundled";
import { storeFile } from "@/test/support/scenes/stored-files";

/** Starts Postgres on two data folders. */
vi.setConfig({ testTimeout: 180_000 });

/** Without the guard of other tests, which no release knows. */
const [source, target] = [await createTestDatabase(null), await createTestDatabase(null)];

/** Runs a program as an operator would. */
function runProgram(
  name: "backup" | "restore",
  dataDir: string,
  ...given: (string | Record<string, string>)[]
) {
  const args = given.filter((one) => typeof one === "string");
  const env = {
    PATH: process.env["PATH"],
    NODE_ENV: "test" as const,
    DATA_DIR: dataDir,
    LOG_LEVEL: "silent",
    FILE_BLOCKS: "unlimited",
    ...Object.assign({}, ...given.filter((one) => typeof one !== "string")),
  };
  const program = [process.execPath, ...bundled(`server/setup/cli/${name}.ts`), ...args];
  const script = 'ulimit -f "$FILE_BLOCKS"; exec "$@"';
  const done = spawnSync("sh", ["-c", script, "sh", ...program], { env, encoding: "utf8" });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

test("a built-in database is backed up while Tickline runs, and a Tickline that starts on the restored one continues", async () => {
  const [dataDir, restoredDir] = [temporaryDataDir(), temporaryDataDir()];
  const token = newSecret();
  const app = startApp({ DATA_DIR: dataDir, ROLE: "all", ADMIN_API_TOKEN: token });
  const cursor = await cursorAt(await app.ready(), token);
  const file = join(dataDir, "drill.backup");

  const backup = runProgram("backup", dataDir, file);
  expect(backup).toMatchObject({ code: 0, stdout: expect.stringContaining("compared with its digests") });
  expect(backup.stderr).toContain("account: 1 rows");
  expect(runProgram("backup", dataDir)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("usage: npm run backup -- <file> [--allow-missing] [--without-bucket]"),
  });
  expect(runProgram("restore", dataDir, file, "--replace")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("Tickline is already running on the data folder"),
  });
  app.child.kill("SIGTERM");
  await app.ended();

  const restore = runProgram("restore", restoredDir, file);
  expect(restore).toMatchObject({ code: 0, stdout: expect.stringContaining("answered 410") });
  const restored = startApp({ DATA_DIR: restoredDir, ROLE: "all" });
  const url = await restored.ready();
  expect((await events(url, token, cursor)).status).toBe(410);
  expect(await (await events(url, token)).json()).toMatchObject({ data: [{ type: "account.created" }] });
});

test("a backup from a mistyped data folder is refused, and makes nothing there", () => {
  const dataDir = temporaryDataDir();
  const backup = runProgram("backup", dataDir, `${dataDir}.backup`);
  expect(backup).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`there is no database in ${dataDir} (DATA_DIR)`),
  });
  expect(existsSync(dataDir)).toBe(false);
});

test("a restore whose disk is full says so in one line", async () => {
  await migrate(source.url);
  const database = openDatabase({ url: source.url, max: 1 });
  onTestFinished(() => database.close());
  const dataDir = temporaryDataDir();
  const filesFolder = join(dataDir, "files");
  const files = createFolderStore(filesFolder);
  await storeFile({ database, files, clock: { now: new Date() } }, 1, { content: Buffer.alloc(1_000_000) });
  const file = `${dataDir}.backup`;
  onTestFinished(() => rmSync(file));
  await writeBackup({
    url: source.url,
    dataDir,
    store: files,
    file,
    now: new Date(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const restore = runProgram("restore", temporaryDataDir(), file, {
    DATABASE_URL: target.url,
    FILE_BLOCKS: "64", // a file of more than 32 kB is one too many for the disk
  });
  expect(restore.code).toBe(1);
  expect(restore.stderr).toMatch(
    /^tickline: the rows are restored, but not all files \(EFBIG: .*\): .* run this again with --replace$/m,
  );
  expect(restore.stdout + restore.stderr).not.toContain('"level"');
});

test("with --without-bucket a backup neither reads the bucket nor holds its attachments, and says so; a restore too", async () => {
  await migrate(source.url);
  const database = openDatabase({ url: source.url, max: 1 });
  onTestFinished(() => database.close());
  const { key } = await storeFile(
    { database, files: createFolderStore(temporaryDataDir()), clock: { now: new Date() } },
    1,
    { content: Buffer.from("in the bucket") },
  );
  const bucket = { S3_BUCKET: "files", S3_ENDPOINT: `http://127.0.0.1:${await freePort(undefined)}` }; // nothing listens
  const keys = { S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
  const dataDir = temporaryDataDir();
  const file = `${dataDir}.backup`;
  onTestFinished(() => rmSync(file, { force: true }));
  const from = { ...bucket, ...keys, DATABASE_URL: source.url };

  expect(runProgram("backup", dataDir, file, from).code).toBe(1);
  expect(existsSync(file)).toBe(false);
  const backup = runProgram("backup", dataDir, file, "--without-bucket", from);
  expect(backup).toMatchObject({
    code: 0,
    stdout: expect.not.stringContaining("attachments"),
    stderr: expect.stringContaining("attachments are in the bucket, not in the archive"),
  });
  const to = { DATABASE_URL: target.url };
  expect(runProgram("restore", temporaryDataDir(), file, "--replace", { ...from, ...to })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^tickline: the file store cannot be used \(.*ECONNREFUSED.*\): make its disk/m,
    ),
  });
  const restore = runProgram("restore", temporaryDataDir(), file, "--replace", to);
  expect(restore).toMatchObject({
    code: 0,
    stderr: expect.stringContaining("the archive has no attachments: they were in a bucket"),
  });
  const restored = openDatabase({ url: target.url, max: 1 });
  onTestFinished(() => restored.close());
  expect(await restored.query("select key from file")).toContainEqual({ key });
});

const events = (url: string, token: string, cursor?: string) =>
  fetch(`${url}/v1/events?limit=1${cursor ? `&after=${cursor}` : ""}`, {
    headers: { authorization: `Bearer ${token}` },
  });

/** The cursor behind the first event. */
async function cursorAt(url: string, token: string): Promise<string> {
  const answer: unknown = await (await events(url, token)).json();
  if (typeof answer !== "object" || !answer || !("nextCursor" in answer)) throw new Error("no cursor");
  return String(answer.nextCursor);
}
