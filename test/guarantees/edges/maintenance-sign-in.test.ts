import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { authOptions } from "@/app/_auth/auth-options";
import { enterBySso } from "@/app/_auth/enter-by-sso";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { createMember, inviteMember } from "@/server/commands/members/members";
import type { SingleSignOn } from "@/server/lib/auth/single-sign-on";
import { hashPassword } from "@/server/lib/crypto/password";
import { provideMaintenance } from "@/server/lib/process/maintenance";
import { type CookieClaims, findSessionCaller } from "@/server/queries/credentials/find-caller";
import { findPasswordLink } from "@/server/queries/credentials/password-links";
import { cookieOf } from "@/test/support/clients/screens";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createTenant, type Tenant, type World } from "@/test/support/scenes/world";

const PASSWORD = "correct horse battery";

let world: World;
let tenant: Tenant;
withScreens(async (opened) => {
  ({ world } = opened);
});
beforeEach(async () => {
  tenant = await createTenant(world);
});
afterEach(() => provideMaintenance(() => null));

const begin = () => provideMaintenance(() => ({ text: "We are moving." }));

/** Signs in as next-auth does: a refusal's code becomes `?error=` of the page. */
async function signIn(by: "credentials" | "link", fields: object): Promise<CookieClaims> {
  const provider = authOptions.providers.find(({ id, options }) => (options?.id ?? id) === by);
  const user = await provider?.options.authorize(fields, { headers: { "user-agent": "test" } });
  return user.claims;
}

const callerOf = (claims: CookieClaims) => findSessionCaller(world.database, claims);

test("a password link sets no password and stays valid; afterwards it does", async () => {
  const secret = randomUUID();
  const email = `${randomUUID()}@example.test`;
  const invited = { name: "Radia", email, role: "agent" as const, inboxIds: [], secret };
  const { result: member } = await world.run(inviteMember, tenant.admin, invited);
  begin();
  await expect(signIn("link", { secret, password: PASSWORD })).rejects.toThrow(/^server\.maintenance$/);
  expect(await findPasswordLink(world.database, { secret, now: world.clock.now })).toMatchObject({ email });
  await expect(signIn("credentials", { email, password: PASSWORD })).rejects.toThrow(
    "auth.invalid_credentials",
  );
  provideMaintenance(() => null);
  const claims = await signIn("link", { secret, password: PASSWORD });
  expect(await callerOf(claims)).toMatchObject({ userId: member.id, member: { state: "active" } });
});

test("a member signs in with their password, and a wrong one is refused as wrong", async () => {
  const email = `${randomUUID()}@example.test`;
  const passwordHash = await hashPassword(PASSWORD);
  const fields = { name: "Bea", email, role: "agent" as const, inboxIds: [], passwordHash };
  const { result: member } = await world.run(createMember, tenant.admin, fields);
  begin();
  expect(await callerOf(await signIn("credentials", { email, password: PASSWORD }))).toMatchObject({
    userId: member.id,
  });
  await expect(signIn("credentials", { email, password: "wrong" })).rejects.toThrow(
    "auth.invalid_credentials",
  );
});

/** Signs a person of this account in by single sign-on. */
async function enter(claims: Record<string, unknown> = {}, cookie = ""): Promise<CookieClaims> {
  const mark = `sso-${tenant.accountId}`;
  const settings: SingleSignOn = {
    issuer: `https://login.example.com/${mark}`,
    clientId: "tickline",
    clientSecret: "secret",
    name: "Example",
    scope: "openid",
    roles: { claim: "groups", administrators: ["admins"] },
    inboxes: { claim: "groups", prefix: "inbox-" },
    createsMembers: true,
    accountId: tenant.accountId,
  };
  const person = { sub: mark, name: "Grace", email: `${mark}@example.test`, email_verified: true };
  return enterBySso({
    issuer: settings.issuer,
    claims: { ...person, ...claims },
    settings,
    browser: { address: "192.0.2.9", agent: "Firefox" },
    headers: new Headers({ cookie }),
  });
}

const refused = expect.objectContaining({ refusal: "server.maintenance", detail: "We are moving." });

/** Members, links to the provider and events of the account. */
const stored = () =>
  world.database.query(
    `select (select count(*) from member where account_id = $1) as members,
            (select count(*) from sso_identity where account_id = $1) as links,
            (select count(*) from setting_change where account_id = $1) as changes,
            (select count(*) from outbox where account_id = $1) + (select count(*) from event where account_id = $1) as events`,
    [tenant.accountId],
  );

test("single sign-on lets in a member whose claims change nothing, and proves again who has a session", async () => {
  await world.run(createInbox, tenant.admin, { name: "Sales", channel: "api" });
  const groups = ["admins", "inbox-sales"];
  await enter({ groups });
  const before = await stored();
  begin();
  const claims = await enter({ groups });
  expect(await callerOf(claims)).toMatchObject({ role: "administrator", member: { name: "Grace" } });
  expect(await callerOf(await enter())).toMatchObject({ role: "administrator" }); // without a claim
  const auth_time = Math.floor(world.clock.now.getTime() / 1000);
  const again = await enter({ groups, auth_time }, await cookieOf(claims));
  expect(again.sessionId).toBe(claims.sessionId);
  expect(await stored()).toEqual(before);
});

test("single sign-on neither makes, links nor changes a member, and does so afterwards", async () => {
  const before = await stored();
  begin();
  await expect(enter()).rejects.toEqual(refused);
  const admin = await world.database.query<{ email: string }>(
    "select email from member where account_id = $1 and user_id = $2",
    [tenant.accountId, tenant.admin.userId],
  );
  await expect(enter({ sub: "ada", email: admin[0]?.email })).rejects.toEqual(refused);
  expect(await stored()).toEqual(before);
  provideMaintenance(() => null);
  const made = await enter({ groups: ["admins"] });
  begin();
  await expect(enter({ groups: [] })).rejects.toEqual(refused); // an agent from now on, says the provider
  expect(await callerOf(made)).toMatchObject({ role: "administrator" });
  provideMaintenance(() => null);
  expect(await callerOf(await enter({ groups: [] }))).toMatchObject({ role: "agent" });
});
