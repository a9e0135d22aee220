import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { createAccount } from "@/server/commands/members/create-account";
import { systemCaller } from "@/server/contract/_shared/caller";
import { findSessionCaller } from "@/server/queries/credentials/find-caller";
import { openDatabase } from "@/server/store/_postgres/db";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import { turnOnTwoFactor } from "@/test/guarantees/members/turn-on-two-factor";
import { createTestDatabase } from "@/test/support/database/database";
import { bundled } from "@/test/support/processes/bundled";

const { url } = await createTestDatabase();
const EMAIL = "ada@acme.example";

/** Runs the program as an operator would. */
function twoFactorOff(...args: string[]) {
  const done = spawnSync(process.execPath, [...bundled("server/setup/cli/two-factor-off.ts"), ...args], {
    env: { PATH: process.env["PATH"], NODE_ENV: "test", DATABASE_URL: url, LOG_LEVEL: "silent" },
    encoding: "utf8",
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

test("an operator turns off two-factor authentication of an administrator who lost phone and codes", async () => {
  const database = openDatabase({ url, max: 2 });
  const clock = { now: new Date() };
  const run = createRun({ database, now: () => clock.now, onCommitted: () => {} });
  const administrator = { name: "Ada", email: EMAIL, passwordHash: "unusable" };
  const { result } = await run(createAccount, systemCaller(0), { name: "Acme", administrator });
  const userId = result.administrator.id;
  const caller = await findSessionCaller(database, { userId, sessionVersion: 1 });
  if (!caller) throw new Error("the administrator is nobody");
  await turnOnTwoFactor({ run, clock }, caller, ["one-code"]);
  expect(await readTwoFactor(database, userId)).toMatchObject({ isOn: true });

  expect(twoFactorOff("--email", "ADA@acme.example")).toMatchObject({ code: 0, stderr: "" });
  expect(await readTwoFactor(database, userId)).toMatchObject({ isOn: false });
  await database.close();
  expect(twoFactorOff("--email", EMAIL)).toEqual({
    code: 1,
    stdout: "",
    stderr: "tickline: nothing was changed: two_factor.not_on\n",
  });
});

test.each([
  [
    ["--email", "ada"],
    "usage: npm run two-factor:off -- --email <member> [--account <id>] (--email: not an e-mail address)",
  ],
  [["--email", "nobody@acme.example"], "no member has the e-mail nobody@acme.example"],
])("with %j it prints the fault in one line", (args, fault) => {
  expect(twoFactorOff(...args)).toEqual({ code: 1, stdout: "", stderr: `tickline: ${fault}\n` });
});
