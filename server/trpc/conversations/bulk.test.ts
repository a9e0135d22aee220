import { afterAll, beforeAll, expect, test } from "vitest";
import { callTrpc, cookieFor, openScreens, type Screens } from "@/test/support/clients/screens";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let screens: Screens;
let cookie: string;
beforeAll(async () => {
  world = await createWorld();
  screens = await openScreens(world);
  cookie = await cookieFor(world, (await createTenant(world)).admin);
});
afterAll(async () => {
  await screens.close();
  await world.close();
});

const start = (input: object) =>
  callTrpc(screens, {
    path: "bulk.start",
    kind: "mutation",
    input: { target: { query: {} }, ...input },
    cookie,
  });

test.each([
  ["snooze", { until: "2020-01-01T00:00:00Z" }, "conversation.snooze_in_past"],
  ["assign", { assigneeId: 9999 }, "member.not_found"],
  ["team", { teamId: 9999 }, "team.not_found"],
  ["move", { inboxId: 9999 }, "inbox.not_found"],
])("%s to an impossible value is refused immediately", async (action, params, code) => {
  const { refusal } = await start({ action, params });
  expect(refusal).toMatchObject({ code, field: `params.${Object.keys(params)[0]}` });
  expect(await world.database.query("select 1 from bulk_operation")).toEqual([]);
});

test("a fault in a target names the target's field", async () => {
  const { refusal } = await start({ action: "trash", target: { query: { status: "nope" } } });
  expect(refusal).toEqual({
    code: "input.invalid",
    field: "target.query.status",
    detail: expect.stringContaining('"open"'),
  });
});
