import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { signInBySso } from "@/server/commands/credentials/single-sign-on";
import { createAccount } from "@/server/commands/members/create-account";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { createTestDatabase } from "@/test/support/database/database";
import { bundled } from "@/test/support/processes/bundled";

const { url } = await createTestDatabase();
const EMAIL = "ada@acme.example";

/** Runs the program as an operator would. */
function unlink(...args: string[]) {
  const done = spawnSync(process.execPath, [...bundled("server/setup/cli/sso-unlink.ts"), ...args], {
    env: { PATH: process.env["PATH"], NODE_ENV: "test", DATABASE_URL: url, LOG_LEVEL: "silent" },
    encoding: "utf8",
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

const linked = (database: Database) => database.query(`select user_id as "userId" from sso_identity`, []);

test("an operator unlinks a member, once", async () => {
  const database = openDatabase({ url, max: 2 });
  const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
  const administrator = { name: "Ada", email: EMAIL, passwordHash: "unusable" };
  const { result } = await run(createAccount, systemCaller(0), { name: "Acme", administrator });
  const person = { issuer: "https://login.example.com", subject: "1", name: "Ada", email: EMAIL };
  await run(signInBySso, systemCaller(result.account.id), { ...person, createsMembers: false });
  expect(await linked(database)).toEqual([{ userId: result.administrator.id }]);

  expect(unlink("--email", "ADA@acme.example")).toMatchObject({ code: 0, stderr: "" });
  expect(await linked(database)).toEqual([]);
  await database.close();
  expect(unlink("--email", EMAIL)).toEqual({
    code: 1,
    stdout: "",
    stderr: "tickline: nothing was changed: sso.not_linked\n",
  });
});

test("without an e-mail it prints its usage", () => {
  const stderr =
    "tickline: usage: npm run sso:unlink -- --email <member> [--account <id>] (--email: not an e-mail address)\n";
  expect(unlink("--email", "ada")).toEqual({ code: 1, stdout: "", stderr });
});
