import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beginTwoFactor } from "@/server/commands/credentials/two-factor";
import type { Caller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import { hashPassword } from "@/server/lib/crypto/password";
import { indexWords } from "@/server/worker/jobs/rework";
import { TOTP_SECRET } from "@/test/guarantees/members/turn-on-two-factor";
import { ALL_PROCEDURES } from "@/test/guarantees/routes/all-procedures";
import { ownForScreens } from "@/test/guarantees/routes/own-for-screens";
import { ACCOUNT_WIDE, NAMELESS } from "@/test/guarantees/routes/procedure-answers";
import type { OwnedRows } from "@/test/guarantees/routes/procedure-case";
import { PROCEDURES } from "@/test/guarantees/routes/procedures";
import { MARK } from "@/test/guarantees/routes/route-case";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { addMember, callTrpc, cookieFor, openScreens, type Screens } from "@/test/support/clients/screens";
import { drawnCases } from "@/test/support/scenes/property";
import { createTenant, type World } from "@/test/support/scenes/world";

let api: Api;
let world: World;
let screens: Screens;
let owned: OwnedRows;
let callers: Record<"owner" | "foreign" | "agent", Caller>;

beforeAll(async () => {
  api = await openApi(createApp);
  ({ world } = api);
  screens = await openScreens(world);
  const tenant = await createTokenTenant(api);
  const agent = await addMember(world, tenant, { role: "agent", inboxIds: [] });
  const stranger = await createTenant(world);
  owned = await ownForScreens(api, tenant, MARK);
  await api.stamped();
  await world.database.query("update app_user set password_hash = $1", [
    await hashPassword("their password"),
  ]);
  callers = { owner: tenant.admin, foreign: stranger.admin, agent };
  for (const caller of Object.values(callers))
    await world.run(beginTwoFactor, caller, { secret: TOTP_SECRET });
  await indexWords(world);
});
afterAll(async () => {
  await screens.close();
  await api.close();
});

test("every procedure has an entry of its kind", () => {
  const kinds = Object.entries(ALL_PROCEDURES).map(([path, procedure]) => [path, procedure._def.type]);
  expect(
    Object.entries(PROCEDURES)
      .map(([path, { kind }]) => [path, kind])
      .sort(),
  ).toEqual(kinds.sort());
});

const calls = Object.entries(PROCEDURES).flatMap(([path, { kind, ...entry }]) =>
  kind === "subscription" ? [] : [{ path, kind, ...entry }],
);

/** What is drawn, and what must be called before it. */
const paths = new Set(drawnCases(calls).flatMap(({ path, after = [] }) => [...after, path]));
const cases = calls.filter(({ path }) => paths.has(path));

describe.each(cases)("$path", ({ path, kind, input, foreign, agent, everyone, owner }) => {
  /** With a new session, because one procedure ends them all. */
  const call = async (caller?: Caller) => {
    const cookie = caller && (await cookieFor(world, caller));
    return callTrpc(screens, { path, kind, input: input(owned), ...(cookie && { cookie }) });
  };

  test("an anonymous caller is refused", async () => {
    expect(await call()).toMatchObject({ status: 401, refusal: { code: "auth.required" } });
  });

  test("another account gets nothing of the owner's", async () => {
    const answer = await call(callers.foreign);
    expect(answer.text).not.toContain(MARK);
    if (everyone) expect(answer).toMatchObject({ refusal: { code: everyone } });
    else if (foreign) expect(answer).toMatchObject({ status: 404, refusal: { code: foreign } });
    else expect(answer.status).toBe(200);
  });

  test("an agent without the inbox gets nothing of it", async () => {
    const answer = await call(callers.agent);
    if (agent) expect(answer).toMatchObject({ refusal: { code: agent } });
    else expect(answer.status).toBe(200);
    if (!ACCOUNT_WIDE.has(path)) expect(answer.text).not.toContain(MARK);
  });

  test("the same call by the owner succeeds", async () => {
    const answer = await call(callers.owner);
    const refused = everyone ?? owner;
    if (refused) expect(answer).toMatchObject({ refusal: { code: refused } });
    else expect(answer).toMatchObject({ status: 200, refusal: null });
    if (kind === "query" && !foreign && !NAMELESS.has(path)) expect(answer.text).toContain(MARK);
  });
});

test("counts include one's own account only", async () => {
  const counts = async (caller: Caller) => {
    const cookie = await cookieFor(world, caller);
    return (await callTrpc(screens, { path: "conversations.counts", kind: "query", cookie })).data;
  };
  const none = {
    mine: 0,
    unassigned: 0,
    open: 0,
    pending: 0,
    snoozed: 0,
    resolved: 0,
    trashed: 0,
    byInbox: {},
  };
  expect(await counts(callers.foreign)).toEqual(none);
  expect(await counts(callers.agent)).toEqual(none);
  expect(await counts(callers.owner)).not.toEqual(none);
});
