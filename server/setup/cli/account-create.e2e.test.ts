import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { checkCredentials } from "@/server/queries/credentials/check-credentials";
import { openDatabase } from "@/server/store/_postgres/db";
import { createTestDatabase } from "@/test/support/database/database";
import { bundled } from "@/test/support/processes/bundled";
import { temporaryFolder } from "@/test/support/temporary-folder";

const { url } = await createTestDatabase();

/** Runs the program as an operator would. */
function accountCreate(...args: string[]) {
  const done = spawnSync(process.execPath, [...bundled("server/setup/cli/account-create.ts"), ...args], {
    env: { PATH: process.env["PATH"], NODE_ENV: "test", DATABASE_URL: url, LOG_LEVEL: "silent" },
    encoding: "utf8",
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

test("an operator creates an account, and its administrator can sign in with the printed password", async () => {
  const made = accountCreate("--name", "Acme", "--email", "ada@acme.example");
  expect(made).toMatchObject({ code: 0, stderr: "" });
  const password = /password {2}(\S+)/.exec(made.stdout)?.[1] ?? "";
  const database = openDatabase({ url, max: 2 });
  const { claims } = await checkCredentials(database, {
    email: "ada@acme.example",
    password,
    address: "127.0.0.1",
  });
  expect(claims.userId).toBeGreaterThan(0);
  await database.close();

  const twice = accountCreate("--name", "Acme", "--email", "ADA@acme.example");
  expect(twice).toEqual({
    code: 1,
    stdout: "",
    stderr: "tickline: the account was not created: Another user already uses this email.\n",
  });
});

test("a name of blanks makes no account", () => {
  const { code, stderr } = accountCreate("--name", " ", "--email", "blank@acme.example");
  expect(code).toBe(1);
  expect(stderr).toMatch(/\(--name: is empty\)\n$/);
});

test("without a valid email it prints its usage in one line", () => {
  const { code, stderr } = accountCreate("--name", "Acme", "--email", "ada");
  expect({ code, lines: stderr.trimEnd().split("\n").length }).toEqual({ code: 1, lines: 1 });
  expect(stderr).toContain("usage: npm run account:create -- --name");
});

test.each([
  ["account-create", "--name", "Acme", "--email", "ada@acme.example"],
  ["password-link", "--email", "ada@acme.example"],
  ["confirm", "outbound"],
])("in a folder without a database %s makes none, and says so in one line", (program, ...args) => {
  const folder = temporaryFolder();
  const done = spawnSync(process.execPath, [...bundled(`server/setup/cli/${program}.ts`), ...args], {
    env: { PATH: process.env["PATH"], NODE_ENV: "test", DATA_DIR: folder, LOG_LEVEL: "silent" },
    encoding: "utf8",
  });
  expect([done.status, done.stdout]).toEqual([1, ""]);
  expect(done.stderr).toMatch(/^tickline: there is no database in .* \(DATA_DIR\).*\n$/);
  expect(readdirSync(folder)).toEqual([]);
});
