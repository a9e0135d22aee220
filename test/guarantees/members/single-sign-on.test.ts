import { beforeEach, describe, expect, test } from "vitest";
import { enterBySso } from "@/app/_auth/enter-by-sso";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { requireTwoFactor } from "@/server/commands/members/account";
import { updateMember } from "@/server/commands/members/members";
import type { SingleSignOn } from "@/server/lib/auth/single-sign-on";
import { findSessionCaller } from "@/server/queries/credentials/find-caller";
import { requireRecentAuthentication } from "@/server/queries/credentials/two-factor";
import { addMember, callTrpc, cookieFor, cookieOf, type Screens } from "@/test/support/clients/screens";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createTenant, type Tenant, type World } from "@/test/support/scenes/world";
import { turnOnTwoFactor } from "./turn-on-two-factor";

let world: World;
let screens: Screens;
let tenant: Tenant;
let settings: SingleSignOn;
let person: Record<string, unknown>;

withScreens(async (opened) => {
  ({ world, screens } = opened);
});
beforeEach(async () => {
  tenant = await createTenant(world);
  const mark = `sso-${tenant.accountId}`;
  settings = {
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
  person = { sub: mark, name: "Grace", email: `${mark}@example.test`, email_verified: true };
});

const browser = { address: "192.0.2.9", agent: "Firefox" };
const enter = (
  claims: Record<string, unknown> = {},
  { cookie = "", ...more }: { cookie?: string } & Partial<SingleSignOn> = {},
) =>
  enterBySso({
    issuer: settings.issuer,
    claims: { ...person, ...claims },
    settings: { ...settings, ...more },
    browser,
    headers: new Headers({ cookie }),
  });
const callerOf = async (claims: Parameters<typeof findSessionCaller>[1]) => {
  const caller = await findSessionCaller(world.database, claims);
  if (!caller) throw new Error("the session is nobody's");
  return caller;
};
const refused = (refusal: string) => expect.objectContaining({ refusal });
const now = () => Math.floor(world.clock.now.getTime() / 1000);
const changes = async (userId: number) =>
  (
    await world.database.query<{ setting: string }>(
      "select setting from setting_change where account_id = $1 and subject = 'member' and subject_id = $2 order by id",
      [tenant.accountId, userId],
    )
  ).map(({ setting }) => setting);

describe("a person who is no member", () => {
  test("becomes one, with the role and inboxes of their claims and an audit entry", async () => {
    const { result: inbox } = await world.run(createInbox, tenant.admin, { name: "Billing", channel: "api" });
    const caller = await callerOf(await enter({ groups: ["inbox-billing", "inbox-gone", "staff"] }));
    expect(caller).toMatchObject({ accountId: tenant.accountId, role: "agent", inboxIds: [inbox.id] });
    expect(caller.member).toMatchObject({ name: "Grace", email: person["email"], state: "active" });
    expect(await changes(caller.member.id)).toEqual(["created", "singleSignOn", "inboxIds"]);
  });

  test("is refused unless members are created", async () => {
    await expect(enter({}, { createsMembers: false })).rejects.toEqual(refused("sso.not_member"));
  });

  test("is refused without a verified email, and nothing is stored", async () => {
    for (const email_verified of [false, "true", undefined])
      await expect(enter({ email_verified })).rejects.toEqual(refused("sso.email_unverified"));
    await expect(enter({ email: undefined })).rejects.toEqual(refused("sso.email_unverified"));
    expect(await world.database.query("select 1 from app_user where email = $1", [person["email"]])).toEqual(
      [],
    );
  });
});

describe("a member with the person's email", () => {
  test("is matched once, and afterwards by the subject alone", async () => {
    const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
    const member = (await callerOf({ userId: agent.userId ?? 0, sessionVersion: 1 })).member;
    const first = await enter({ email: member.email.toUpperCase() }, { createsMembers: false });
    expect(first.userId).toBe(agent.userId);
    const later = await enter(
      { email: "new@example.test", email_verified: false },
      { createsMembers: false },
    );
    expect(later.userId).toBe(agent.userId);
  });

  test("is not matched by an unverified email", async () => {
    const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
    const { email } = (await callerOf({ userId: agent.userId ?? 0, sessionVersion: 1 })).member;
    await expect(enter({ email, email_verified: false })).rejects.toEqual(refused("sso.email_unverified"));
  });

  test("is not taken over by another person to whom the provider gave the email", async () => {
    await enter();
    await expect(enter({ sub: "somebody else" })).rejects.toEqual(refused("sso.not_member"));
  });

  test("of another account is not matched, by email or by a link", async () => {
    const here = await enter();
    const other = await createTenant(world);
    const there = { accountId: other.accountId };
    await expect(enter({}, { ...there, createsMembers: false })).rejects.toEqual(refused("sso.not_member"));
    const made = await enter({}, there);
    expect(made.userId).not.toBe(here.userId);
    expect((await callerOf(made)).accountId).toBe(other.accountId);
  });

  test("is refused while deactivated", async () => {
    const { userId } = await enter();
    await world.run(updateMember, tenant.admin, { userId, state: "deactivated" });
    await expect(enter()).rejects.toEqual(refused("sso.not_member"));
    await expect(enter({ sub: "another" })).rejects.toEqual(refused("sso.not_member"));
  });
});

describe("at every sign-in the claims", () => {
  test("set role and inboxes; an absent claim changes nothing, an empty list takes all", async () => {
    const { result: inbox } = await world.run(createInbox, tenant.admin, { name: "Sales", channel: "api" });
    const rights = async (groups?: string[]) => {
      const { role, member } = await callerOf(await enter({ groups }));
      return [role, member.inboxIds];
    };
    expect(await rights(["admins", "inbox-Sales"])).toEqual(["administrator", [inbox.id]]);
    expect(await rights()).toEqual(["administrator", [inbox.id]]);
    expect(await rights(["inbox-Sales"])).toEqual(["agent", [inbox.id]]);
    expect(await rights([])).toEqual(["agent", []]);
    const { userId } = await enter();
    expect(await changes(userId)).toEqual(["created", "singleSignOn", "inboxIds", "role", "inboxIds"]);
  });

  test("do not demote the last administrator", async () => {
    const { member } = await callerOf({ userId: tenant.admin.userId ?? 0, sessionVersion: 1 });
    expect((await callerOf(await enter({ email: member.email, groups: [] }))).role).toBe("administrator");
    await addMember(world, tenant, { role: "administrator", inboxIds: [] });
    expect((await callerOf(await enter({ groups: [] }))).role).toBe("agent");
  });
});

test("a session by single sign-on needs no second factor of Tickline, one by password does", async () => {
  await turnOnTwoFactor(world, tenant.admin, []);
  await world.run(requireTwoFactor, tenant.admin, { requiresTwoFactor: true });
  const claims = await enter();
  expect((await callerOf(claims)).lacksTwoFactor).toBe(false);
  const { sessionId: _, ...withoutSession } = claims;
  expect((await callerOf(withoutSession)).lacksTwoFactor).toBe(true);
});

describe("sensitive actions", () => {
  const isAllowed = async (claims: Awaited<ReturnType<typeof enter>>) => {
    const caller = await callerOf(claims);
    try {
      requireRecentAuthentication(caller, world.clock.now);
      return true;
    } catch {
      return false;
    }
  };

  test("are allowed only for five minutes after the provider asked for the password", async () => {
    expect(await isAllowed(await enter({ auth_time: now() - 60 }))).toBe(true);
    expect(await isAllowed(await enter({ auth_time: now() - 600 }))).toBe(false);
    expect(await isAllowed(await enter())).toBe(false);
  });

  test("are allowed again in the same session after a new sign-in at the provider", async () => {
    const claims = await enter({ auth_time: now() - 600 });
    const cookie = await cookieOf(claims);
    for (const auth_time of [undefined, now() - 600])
      await expect(enter({ auth_time }, { cookie })).rejects.toEqual(refused("sso.not_recent"));
    expect(await isAllowed(claims)).toBe(false);
    expect(await enter({ auth_time: now() }, { cookie })).toMatchObject({ sessionId: claims.sessionId });
    expect(await isAllowed(claims)).toBe(true);
  });

  test("are not allowed by the sign-in of another person", async () => {
    const cookie = await cookieFor(world, tenant.admin);
    await expect(enter({ auth_time: now() }, { cookie })).rejects.toEqual(refused("sso.other_member"));
  });
});

describe("while password sign-in is off", () => {
  const off = async <T>(work: () => Promise<T>): Promise<T> => {
    Object.assign(screens.services, { hasPasswords: false, singleSignOn: settings });
    try {
      return await work();
    } finally {
      Object.assign(screens.services, { hasPasswords: true, singleSignOn: null });
    }
  };
  const refusalOf = async (path: string, input: unknown) => {
    const cookie = await cookieFor(world, tenant.admin);
    return (await callTrpc(screens, { path, kind: "mutation", input, cookie })).refusal?.code;
  };

  test("no password is set, used or linked to", async () => {
    const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
    await off(async () => {
      expect(await refusalOf("me.reauthenticate", { password: "x" })).toBe("auth.password_off");
      expect(await refusalOf("members.makeLink", { userId: agent.userId })).toBe("auth.password_off");
      const change = { current: "x", password: "a long new password" };
      expect(await refusalOf("me.changePassword", change)).toBe("auth.password_off");
    });
  });

  test("a member sees how they can identify themselves", async () => {
    const ask = async () => {
      const cookie = await cookieFor(world, tenant.admin);
      return (await callTrpc(screens, { path: "me.identification", kind: "query", cookie })).data;
    };
    expect(await ask()).toEqual({ hasPassword: true, hasCode: false, ssoName: null });
    expect(await off(ask)).toEqual({ hasPassword: false, hasCode: false, ssoName: "Example" });
  });
});
