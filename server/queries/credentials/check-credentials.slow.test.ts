import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { setPasswordByLink } from "@/server/commands/credentials/passwords";
import { beginSession, revokeSessions } from "@/server/commands/credentials/sessions";
import { createAccount } from "@/server/commands/members/account";
import { systemCaller } from "@/server/contract/_shared/caller";
import { hashPassword } from "@/server/lib/crypto/password";
import { openDatabase } from "@/server/store/_postgres/db";
import { putPasswordLink } from "@/server/store/credentials/password-links";
import { consumeRateLimit, type Limit } from "@/server/store/credentials/rate-limit";
import { createWorld, type World } from "@/test/support/scenes/world";
import { BY_ADDRESS, BY_EMAIL, checkCredentials, checkOwnPassword } from "./check-credentials";

const PASSWORD = "Sommer-Regen-7";
let world: World;
let passwordHash: string;

beforeAll(async () => {
  world = await createWorld();
  passwordHash = await hashPassword(PASSWORD);
});
afterAll(() => world.close());

let users = 0;
async function createUser(): Promise<{ email: string; userId: number }> {
  const email = `Nora.${++users}@Example.test`;
  const administrator = { name: "Nora Weiss", email, passwordHash };
  const { result } = await world.run(createAccount, systemCaller(0), { name: "Atelier", administrator });
  return { email, userId: result.administrator.id };
}

let addresses = 0;
const newAddress = () => `192.0.2.${++addresses}`;

const signIn = (email: string, { password = PASSWORD, address = newAddress() } = {}) =>
  checkCredentials(world.database, { email, password, address });

/** Counts tries as sign-ins do, without the work of comparing passwords. */
async function spend(limit: Limit, key: string, tries: number): Promise<void> {
  for (let tried = 0; tried < tries; tried++) await consumeRateLimit(world.database, limit, key);
}
const keyOf = (email: string) => createHash("sha256").update(email.toLowerCase()).digest("hex");

test("the right password gives a session of the current version, however the email is written", async () => {
  const { email, userId } = await createUser();
  expect((await signIn(` ${email.toLowerCase()} `)).claims).toEqual({ userId, sessionVersion: 1 });
  await world.run(revokeSessions, systemCaller(await accountOf(userId)), { userId });
  expect((await signIn(email)).claims).toEqual({ userId, sessionVersion: 2 });
});

test("an unknown email, a wrong password and a removed member are refused in the same way", async () => {
  const { email } = await createUser();
  const removed = await createUser();
  await world.database.query("delete from member where user_id = $1", [removed.userId]);
  const refused = await Promise.all([
    caught(signIn("nobody@example.test")),
    caught(signIn(email, { password: "Sommer-Regen-8" })),
    caught(signIn(removed.email)),
  ]);
  expect(refused).toEqual(
    Array(3).fill({ refusal: "auth.invalid_credentials", field: undefined, detail: undefined }),
  );
});

test("an address has ten wrong tries over all emails; other addresses continue", async () => {
  const { email } = await createUser();
  const address = newAddress();
  for (let tried = 0; tried < BY_ADDRESS.points; tried++) {
    const wrong = signIn(`guess-${tried}@example.test`, { address });
    await expect(wrong).rejects.toMatchObject({ refusal: "auth.invalid_credentials" });
  }
  await expect(signIn(email, { address })).rejects.toMatchObject({ refusal: "auth.too_many_attempts" });
  await expect(signIn(email)).resolves.toBeDefined();
});

test("an email, known or not, has ten wrong tries over all addresses", async () => {
  const { email } = await createUser();
  for (const victim of [email, "nobody-else@example.test"]) {
    await spend(BY_EMAIL, keyOf(victim), BY_EMAIL.points - 1);
    const wrong = await caught(signIn(victim, { password: "wrong" }));
    expect(wrong.refusal).toBe("auth.invalid_credentials");
    await expect(signIn(victim)).rejects.toMatchObject({ refusal: "auth.too_many_attempts" });
  }
});

test("strangers do not lock out the owner in a network where they have signed in", async () => {
  const { email, userId } = await createUser();
  const home = newAddress();
  const session = { userId, sessionId: randomUUID(), agent: "Firefox", address: home };
  await world.run(beginSession, systemCaller(await accountOf(userId)), session);
  await spend(BY_EMAIL, keyOf(email), BY_EMAIL.points);
  await expect(signIn(email)).rejects.toMatchObject({ refusal: "auth.too_many_attempts" });
  expect((await signIn(email, { address: home })).claims.userId).toBe(userId);
});

test("strangers do not lock out the owner in a new network where they have used a password link", async () => {
  const { email, userId } = await createUser();
  await spend(BY_EMAIL, keyOf(email), BY_EMAIL.points);
  const address = newAddress();
  await expect(signIn(email, { address })).rejects.toMatchObject({ refusal: "auth.too_many_attempts" });
  const secret = randomUUID();
  const system = systemCaller(await accountOf(userId));
  await world.run((tx) => putPasswordLink(tx, { userId, secret, kind: "password" }), system, {});
  await world.run(setPasswordByLink, system, { secret, passwordHash, address });
  expect((await signIn(email, { address })).claims.userId).toBe(userId);
});

test("signing in with the right password uses up no tries", async () => {
  const { email } = await createUser();
  const address = newAddress();
  await spend(BY_ADDRESS, address, BY_ADDRESS.points - 1);
  await spend(BY_EMAIL, keyOf(email), BY_EMAIL.points - 1);
  for (let times = 0; times < 2; times++) await signIn(email, { address });
});

test("concurrent tries are counted individually", async () => {
  const { email } = await createUser();
  const tries = Array.from({ length: 20 }, () => caught(signIn(email, { password: "wrong" })));
  const codes = (await Promise.all(tries)).map(({ refusal }) => refusal);
  expect(codes.filter((code) => code === "auth.invalid_credentials")).toHaveLength(BY_EMAIL.points);
});

test("every sign-in is refused while tries cannot be counted", async () => {
  const { email } = await createUser();
  await world.database.query("alter table rate_limit rename to rate_limit_gone");
  try {
    await expect(signIn(email)).rejects.toMatchObject({ refusal: "server.busy" });
  } finally {
    await world.database.query("alter table rate_limit_gone rename to rate_limit");
  }
  const closed = openDatabase({ url: world.url });
  await closed.close();
  const given = { email, password: PASSWORD, address: newAddress() };
  await expect(checkCredentials(closed, given)).rejects.toMatchObject({ refusal: "server.busy" });
});

async function accountOf(userId: number): Promise<number> {
  const [row] = await world.database.query<{ id: number }>(
    "select account_id as id from member where user_id = $1",
    [userId],
  );
  return row?.id ?? 0;
}

/** The parts of a refusal. */
async function caught(work: Promise<unknown>): Promise<Record<"refusal" | "field" | "detail", unknown>> {
  try {
    await work;
  } catch (error) {
    const { refusal, field, detail } = Object(error);
    return { refusal, field, detail };
  }
  throw new Error("it was not refused");
}

test("a member must repeat the password to change it, with ten tries at most", async () => {
  const { userId } = await createUser();
  const check = (password: string) => checkOwnPassword(world.database, { userId, password });
  await check(PASSWORD);
  for (let nth = 1; nth <= 10; nth++)
    await expect(check("another one")).rejects.toMatchObject({ refusal: "auth.wrong_password" });
  await expect(check(PASSWORD)).rejects.toMatchObject({ refusal: "auth.too_many_attempts" });
});
