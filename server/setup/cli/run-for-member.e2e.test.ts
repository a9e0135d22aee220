import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { signInBySso } from "@/server/commands/credentials/single-sign-on";
import { createAccount } from "@/server/commands/members/account";
import { systemCaller } from "@/server/contract/_shared/caller";
import { findSessionCaller } from "@/server/queries/credentials/find-caller";
import { findPasswordLink } from "@/server/queries/credentials/password-links";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import { turnOnTwoFactor } from "@/test/guarantees/members/turn-on-two-factor";
import { createTestDatabase } from "@/test/support/database/database";
import { bundled } from "@/test/support/processes/bundled";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Runs the program as an operator would. */
function passwordLink(...args: string[]) {
  const done = spawnSync(process.execPath, [...bundled("server/setup/cli/password-link.ts"), ...args], {
    env: {
      PATH: process.env["PATH"],
      NODE_ENV: "test",
      DATABASE_URL: world.url,
      PUBLIC_URL: "https://inbox.example",
      LOG_LEVEL: "silent",
    },
    encoding: "utf8",
  });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

test("an operator creates a link for a member who cannot sign in", async () => {
  const { admin } = await createTenant(world);
  const [user] = await world.database.query<{ email: string }>("select email from app_user where id = $1", [
    admin.userId,
  ]);
  const made = passwordLink("--email", (user?.email ?? "").toUpperCase());
  expect(made).toMatchObject({ code: 0, stderr: "" });
  const secret = /^https:\/\/inbox\.example\/join\/(\S+)\n$/.exec(made.stdout)?.[1] ?? "";
  const found = await findPasswordLink(world.database, { secret, now: new Date() });
  expect(found).toMatchObject({ userId: admin.userId, isInvitation: false });
});

test("for an unknown or invalid address it prints one line", () => {
  expect(passwordLink("--email", "nobody@example.test")).toEqual({
    code: 1,
    stdout: "",
    stderr: "tickline: no member has the email nobody@example.test\n",
  });
  expect(passwordLink("--email", "x").stderr).toContain("usage: npm run password:link -- --email");
});

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
    stderr: "tickline: nothing was changed: This member is not linked to the identity provider.\n",
  });
});

test("without an email it prints its usage", () => {
  const stderr =
    "tickline: usage: npm run sso:unlink -- --email <member> [--account <id>] (--email: not an email address)\n";
  expect(unlink("--email", "ada")).toEqual({ code: 1, stdout: "", stderr });
});

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
  const administrator = { name: "Grace", email: "grace@acme.example", passwordHash: "unusable" };
  const { result } = await run(createAccount, systemCaller(0), { name: "Acme", administrator });
  const userId = result.administrator.id;
  const caller = await findSessionCaller(database, { userId, sessionVersion: 1 });
  if (!caller) throw new Error("the administrator is nobody");
  await turnOnTwoFactor({ run, clock }, caller, ["one-code"]);
  expect(await readTwoFactor(database, userId)).toMatchObject({ isOn: true });

  expect(twoFactorOff("--email", "GRACE@acme.example")).toMatchObject({ code: 0, stderr: "" });
  expect(await readTwoFactor(database, userId)).toMatchObject({ isOn: false });
  await database.close();
  expect(twoFactorOff("--email", "grace@acme.example")).toEqual({
    code: 1,
    stdout: "",
    stderr: "tickline: nothing was changed: Two-factor authentication is not on.\n",
  });
});

test.each([
  [
    ["--email", "ada"],
    "usage: npm run two-factor:off -- --email <member> [--account <id>] (--email: not an email address)",
  ],
  [["--email", "nobody@acme.example"], "no member has the email nobody@acme.example"],
  [
    ["--email", "grace@acme.example", "--account", "999"],
    "no member of the account 999 has the email grace@acme.example",
  ],
])("with %j it prints the fault in one line", (args, fault) => {
  expect(twoFactorOff(...args)).toEqual({ code: 1, stdout: "", stderr: `tickline: ${fault}\n` });
});
