import { beforeEach, describe, expect, test } from "vitest";
import { requireTwoFactor } from "@/server/commands/members/account";
import type { Caller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import { hashPassword } from "@/server/lib/crypto/password";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { ALL_PROCEDURES } from "@/test/guarantees/routes/all-procedures";
import { addMember, callTrpc, cookieFor, type Screens } from "@/test/support/clients/screens";
import { drawnCases } from "@/test/support/scenes/property";
import { withScreens } from "@/test/support/scenes/with-screens";
import { createScene, createTenant, type Tenant, type World } from "@/test/support/scenes/world";
import { codeOf, turnOnTwoFactor } from "./turn-on-two-factor";

const PASSWORD = "a password of the test";
const HASH = await hashPassword(PASSWORD);
const WITHIN_MS = 5 * 60_000;
const NEEDED = { code: "auth.reauthentication_required" };

let world: World;
let screens: Screens;
let tenant: Tenant;
let agent: Caller;
let inboxId: number;
let cookie: string;

withScreens(async (opened) => {
  ({ world, screens } = opened);
});
beforeEach(async () => {
  tenant = await createTenant(world);
  agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  inboxId = (await createScene(world, tenant)).inbox.id;
  await world.database.query("update app_user set password_hash = $2 where id = $1", [
    tenant.admin.userId,
    HASH,
  ]);
  cookie = await cookieFor(world, tenant.admin);
});

const pass = (ms: number) => {
  world.clock.now = new Date(world.clock.now.getTime() + ms);
};
const call = (path: string, input?: unknown) => callTrpc(screens, { path, kind: "mutation", input, cookie });
const read = (path: string) => callTrpc(screens, { path, kind: "query", cookie });
const userId = () => tenant.admin.userId ?? 0;

/** The inputs are complete: the procedures would do it. */
const SENSITIVE: Record<string, () => unknown> = {
  "twoFactor.begin": () => undefined,
  "twoFactor.renewCodes": () => undefined,
  "twoFactor.turnOff": () => undefined,
  "twoFactor.reset": () => ({ userId: agent.userId }),
  "twoFactor.require": () => ({ requiresTwoFactor: false }),
  "members.invite": () => ({ name: "Bea", email: "bea@example.test", role: "administrator", inboxIds: [] }),
  "members.makeLink": () => ({ userId: agent.userId }),
  "members.changeInbox": () => ({ inboxId: 1, add: [agent.userId] }),
  "members.update": () => ({ userId: agent.userId, role: "administrator" }),
  "tokens.create": () => ({ name: "CRM" }),
  "webhooks.create": () => ({ url: "https://example.com/hook", types: ["*"] }),
  "webhooks.update": () => ({ endpointId: 1, url: "https://example.com/other" }),
  "webhooks.rotate": () => ({ endpointId: 1 }),
  "inboxes.rotateIdentifier": () => ({ inboxId: inboxId }),
  "inboxes.callbackSecret": () => ({ inboxId: inboxId }),
  "inboxes.rotateCallbackSecret": () => ({ inboxId: inboxId }),
  "inboxes.rotateIdentitySecret": () => ({ inboxId: inboxId }),
  "inboxes.changeRetention": () => ({ inboxId, deleteResolvedAfterDays: 3_650 }),
  "deletions.deleteArchive": () => ({ archiveId: 9e9 }),
  "deletions.confirm": () => ({ token: "any" }),
  "deletions.changeRetention": () => ({ purgeAfterDays: 1 }),
  "bulk.start": () => ({ action: "purge", token: "any" }),
  "me.checkAuthentication": () => undefined,
};

describe("five minutes after the password was given", () => {
  test.each(drawnCases(Object.entries(SENSITIVE)))(
    "%s asks for it again, and works then",
    async (path, input) => {
      pass(WITHIN_MS + 1);
      expect((await call(path, input())).refusal).toMatchObject(NEEDED);
      expect((await call("me.reauthenticate", { password: PASSWORD })).status).toBe(200);
      expect((await call(path, input())).refusal).not.toMatchObject(NEEDED);
    },
  );

  test("a download of all contacts is refused", async () => {
    const app = createApp({ services: () => screens.services });
    const download = () => app.request("/api/contacts.csv", { headers: { cookie } });
    expect((await download()).status).toBe(200);
    pass(WITHIN_MS + 1);
    const refused = await download();
    expect([refused.status, await refused.json()]).toMatchObject([403, { error: NEEDED }]);
  });

  test("other changes and reads work", async () => {
    pass(WITHIN_MS + 1);
    expect((await read("members.list")).status).toBe(200);
    expect((await call("me.update", { name: "Ada" })).status).toBe(200);
    expect((await call("webhooks.update", { endpointId: 1, types: ["*"] })).refusal).toMatchObject({
      code: "endpoint.not_found",
    });
  });
});

test("another session of the same member has to give the password itself", async () => {
  const other = await cookieFor(world, tenant.admin);
  pass(WITHIN_MS + 1);
  await call("me.reauthenticate", { password: PASSWORD });
  const answer = await callTrpc(screens, { path: "me.checkAuthentication", kind: "mutation", cookie: other });
  expect(answer.refusal).toMatchObject(NEEDED);
});

test("a wrong password is refused, and after ten of them the right one too", async () => {
  pass(WITHIN_MS + 1);
  for (let at = 0; at < 10; at++)
    expect((await call("me.reauthenticate", { password: "wrong" })).refusal).toMatchObject({
      code: "auth.wrong_password",
    });
  expect((await call("me.reauthenticate", { password: PASSWORD })).refusal).toMatchObject({
    code: "auth.too_many_attempts",
  });
});

test("a code of the second factor counts as the password does, once", async () => {
  await turnOnTwoFactor(world, tenant.admin, []);
  pass(WITHIN_MS + 1);
  const code = codeOf(world);
  expect((await call("me.reauthenticate", { code })).status).toBe(200);
  expect((await call("me.checkAuthentication")).status).toBe(200);
  expect((await call("me.reauthenticate", { code })).refusal).toMatchObject({ code: "auth.wrong_code" });
});

test("a cookie without a session is none", async () => {
  await world.database.query("delete from user_session where user_id = $1", [userId()]);
  expect((await read("me.get")).refusal).toMatchObject({ code: "auth.required" });
});

test("administrators neither reset their own second factor nor make a password link for themselves", async () => {
  await turnOnTwoFactor(world, tenant.admin, []);
  const own = { userId: userId() };
  expect((await call("twoFactor.reset", own)).refusal).toMatchObject({ code: "member.is_caller" });
  expect((await call("members.makeLink", own)).refusal).toMatchObject({ code: "member.is_caller" });
});

describe("while the account requires two-factor authentication, a member without it", () => {
  /** Procedures for members who must set it up. */
  const SETUP = [
    "me.get",
    "me.identification",
    "me.reauthenticate",
    "twoFactor.get",
    "twoFactor.begin",
    "twoFactor.confirm",
  ];
  beforeEach(async () => {
    await turnOnTwoFactor(world, tenant.admin, []);
    await world.run(requireTwoFactor, tenant.admin, { requiresTwoFactor: true });
    cookie = await cookieFor(world, agent);
  });

  test("may only set it up", async () => {
    const names = Object.keys(ALL_PROCEDURES).filter((name) => name !== "live"); // a stream: see below
    const may = [...SETUP, "twoFactor.renewCodes", "twoFactor.turnOff"];
    const open: string[] = [];
    const drawn = new Set([...drawnCases(names), ...may]);
    for (const name of drawn) {
      const { type } = Reflect.get(ALL_PROCEDURES, name)._def;
      const { refusal } = type === "query" ? await read(name) : await call(name);
      if (refusal?.code !== "auth.two_factor_required" && refusal?.code !== "auth.required") open.push(name);
    }
    expect(open.toSorted()).toEqual(may.toSorted());
  });

  test("is nobody for pages, downloads and streams", async () => {
    expect(await readSessionCaller(world.database, new Headers({ cookie }))).toBeNull();
  });

  test("may do everything again after it is on", async () => {
    await turnOnTwoFactor(world, agent, []);
    expect((await read("inboxes.list")).status).toBe(200);
  });
});
