import { spawnSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import { createDatabaseForTest } from "@/test/support/database/database";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";
import { bundled } from "@/test/support/processes/bundled";

/** Starts several processes in turn. */
vi.setConfig({ testTimeout: 180_000 });

const SECRET = "the secret that all processes share";

function confirm(subject: string, env: Record<string, string>) {
  const [program] = bundled("server/setup/cli/confirm.ts");
  const given = { PATH: process.env["PATH"], NODE_ENV: "test" as const, LOG_LEVEL: "silent", ...env };
  const done = spawnSync(process.execPath, [program, subject], { env: given, encoding: "utf8" });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

const oneLine = async (app: ReturnType<typeof startApp>): Promise<string> => {
  const { code, stderr } = await app.ended();
  expect([code, stderr.trimEnd().split("\n").length]).toEqual([1, 1]);
  return stderr;
};

test("a process with a file store or a secret of its own is refused in one line; confirmed, it starts", async () => {
  const { url } = await createDatabaseForTest();
  const shared = { DATABASE_URL: url, DATA_DIR: temporaryDataDir(), AUTH_SECRET: SECRET };
  const own = { ...shared, DATA_DIR: temporaryDataDir() };
  const otherSecret = { ...shared, AUTH_SECRET: "a secret that somebody changed by hand" };
  await startApp({ ...shared, PORT: "0" }).ready();
  await startApp({ ...shared, PORT: "0", ROLE: "worker" }).ready();

  expect(await oneLine(startApp(own))).toContain("is not the file store of this installation");
  expect(await oneLine(startApp(otherSecret))).toContain("two-factor secrets");

  expect(confirm("file-store", own)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(own.DATA_DIR),
  });
  await startApp(own).ready();
  expect(confirm("auth-secret", { ...otherSecret, DATA_DIR: own.DATA_DIR })).toMatchObject({ code: 0 });
  await startApp({ ...otherSecret, DATA_DIR: own.DATA_DIR }).ready();
  expect(await oneLine(startApp(own))).toContain("npm run confirm -- auth-secret");
  expect(confirm("everything", own)).toMatchObject({ code: 1, stderr: expect.stringContaining("usage:") });
});

test("a level of the log that does not exist is refused in one line", async () => {
  const app = startApp({ DATA_DIR: temporaryDataDir(), LOG_LEVEL: "verbose" });
  expect(await oneLine(app)).toMatch(/^tickline: invalid configuration: LOG_LEVEL: /);
});
