import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { newSecret } from "@/server/lib/crypto/new-secret";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { bundled } from "@/test/support/processes/bundled";

/** Starts Postgres on two data folders. */
vi.setConfig({ testTimeout: 90_000 });

/** Runs a program as an operator would. */
function runProgram(name: "backup" | "restore", dataDir: string, ...args: string[]) {
  const env = {
    PATH: process.env["PATH"],
    NODE_ENV: "test" as const,
    DATA_DIR: dataDir,
    LOG_LEVEL: "silent",
  };
  const program = bundled(`server/setup/cli/${name}.ts`);
  const done = spawnSync(process.execPath, [...program, ...args], { env, encoding: "utf8" });
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
    stderr: expect.stringContaining("usage: npm run backup -- <file>"),
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
