import { randomUUID } from "node:crypto";
import * as argon2 from "argon2";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { setPasswordByLink } from "@/server/commands/credentials/passwords";
import { beginSession } from "@/server/commands/credentials/sessions";
import { createMember, inviteMember } from "@/server/commands/members/members";
import { systemCaller } from "@/server/contract/_shared/caller";
import { hashPassword } from "@/server/lib/crypto/password";
import { BY_EMAIL, checkCredentials } from "@/server/queries/credentials/check-credentials";
import { checkPasswordLink } from "@/server/queries/credentials/password-links";
import { createTenant, createWorld, type Tenant, type World } from "@/test/support/scenes/world";

vi.mock("argon2", { spy: true });

const PASSWORDS = ["Sommer-Regen-7", "Winter-Sonne-8", "Herbst-Wind-9"] as const;

let world: World;
let first: Tenant;
let second: Tenant;
let email: string;
beforeAll(async () => {
  world = await createWorld();
  first = await createTenant(world);
  second = await createTenant(world);
});
beforeEach(() => {
  email = `Nora-${randomUUID()}@example.test`;
});
afterAll(() => world.close());

let addresses = 0;
const newAddress = () => `10.1.${Math.floor(++addresses / 250)}.${addresses % 250}`;

const person = (address: string) => ({ name: "Nora", email: address, role: "agent" as const, inboxIds: [] });
const invite = async ({ admin }: Tenant, address = email) => {
  const secret = randomUUID();
  const { result } = await world.run(inviteMember, admin, { ...person(address), secret });
  return { member: result, secret };
};
const join = async (secret: string, password: string): Promise<number> => {
  const now = world.clock.now;
  const address = newAddress();
  const caller = await checkPasswordLink(world.database, { secret, password, address, now });
  const passwordHash = await hashPassword(password);
  return (await world.run(setPasswordByLink, caller, { secret, passwordHash, address })).result.userId;
};
const signIn = (password: string, address = newAddress()) =>
  checkCredentials(world.database, { email, password, address });
const create = async ({ admin }: Tenant, password: string): Promise<{ userId: number }> => {
  const fields = { ...person(email), passwordHash: await hashPassword(password) };
  const { result } = await world.run(createMember, admin, fields);
  return { userId: result.id };
};

test("an invitation is answered in the same way, whether the email is known in another account or not", async () => {
  await create(first, PASSWORDS[0]);
  const { member: known } = await invite(second);
  const { member: unknown } = await invite(second, `nobody-${randomUUID()}@example.test`);
  const seen = ({ id: _, email: __, ...rest }: typeof known) => rest;
  expect(seen(known)).toEqual(seen(unknown));
  expect(unknown.id).toBe(known.id + 1); // a user of its own, not the one of the other account
  await expect(invite(second)).rejects.toMatchObject({ refusal: "user.email_taken", field: "email" });
});

test("the invitation's link sets a password for its own account only; the password chooses the account", async () => {
  const { userId: inFirst } = await create(first, PASSWORDS[0]);
  const { secret } = await invite(second);
  const inSecond = await join(secret, PASSWORDS[1]);
  expect((await signIn(PASSWORDS[0])).claims.userId).toBe(inFirst);
  const { claims, caller } = await signIn(PASSWORDS[1]);
  expect([claims.userId, caller.accountId]).toEqual([inSecond, second.accountId]);
  await expect(signIn(PASSWORDS[2])).rejects.toMatchObject({ refusal: "auth.invalid_credentials" });
});

test("of two accounts with the same password, the older one is signed in to", async () => {
  const { userId } = await create(first, PASSWORDS[0]);
  await create(second, PASSWORDS[0]);
  expect((await signIn(PASSWORDS[0])).claims.userId).toBe(userId);
});

test("a sign-in does the same work for an unknown email and for one of up to three accounts", async () => {
  const verify = vi.mocked(argon2.verify);
  const third = await createTenant(world);
  const counts: number[] = [];
  for (const tenant of [null, first, second, third]) {
    if (tenant) await create(tenant, PASSWORDS[0]);
    verify.mockClear();
    await signIn(PASSWORDS[2]).catch(() => undefined);
    counts.push(verify.mock.calls.length);
  }
  expect(counts).toEqual([3, 3, 3, 3]);
});

test("who has the email in another account gets no more guesses at the others, and keeps nobody out", async () => {
  const { userId } = await create(first, PASSWORDS[0]);
  const { secret } = await invite(second);
  await join(secret, PASSWORDS[1]);
  const home = newAddress();
  const session = { userId, sessionId: randomUUID(), agent: "Firefox", address: home };
  await world.run(beginSession, systemCaller(first.accountId), session);
  for (let guess = 0; guess < BY_EMAIL.points; guess++) {
    await expect(signIn(PASSWORDS[2])).rejects.toMatchObject({ refusal: "auth.invalid_credentials" });
    if (guess < BY_EMAIL.points - 1) await signIn(PASSWORDS[1]); // its right password clears nothing
  }
  await expect(signIn(PASSWORDS[2])).rejects.toMatchObject({ refusal: "auth.too_many_attempts" });
  expect((await signIn(PASSWORDS[0], home)).claims.userId).toBe(userId);
});
