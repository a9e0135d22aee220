import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember } from "@/server/commands/members/members";
import { createView, updateView } from "@/server/commands/organising/views";
import { isAbout } from "@/server/contract/event/reduce";
import { ANY_FILTER, type SavedFilter } from "@/server/contract/organising/saved-view";
import { listEvents } from "@/server/queries/events/list-events";
import { agentOf } from "@/test/guarantees/laws/stage";
import { createLiveAccount } from "@/test/support/clients/live-account";
import { cookieOf, openStream } from "@/test/support/clients/live-stream";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("events of a member's own view reach only them until it is shared, then everybody", async () => {
  const { tenant, first, agent, server, stamp, agentCookie } = await createLiveAccount(world);
  const { result: colleague } = await world.run(createMember, tenant.admin, {
    name: "Cy",
    email: `cy-${tenant.accountId}@example.test`,
    role: "agent",
    inboxIds: [first.inbox.id],
    passwordHash: "unusable",
  });
  await stamp();
  const maker = agentOf(tenant.accountId, agent);
  // The colleague's stream is older: frames are rendered in that order.
  const other = await openStream(server, { cookie: cookieOf(colleague.id) });
  const own = await openStream(server, { cookie: agentCookie });
  await own.until(() => own.frames().length === 1 && other.frames().length === 1);

  const text = { name: "Mine alone", isShared: false };
  const filter = { ...ANY_FILTER, assignee: "me" } as const;
  const { result: view } = await world.run(createView, maker, { ...text, filter });
  await stamp();
  await own.until(() => own.seqs().length === 1);
  await world.run(updateView, maker, { viewId: view.id, isShared: true });
  await stamp();
  await own.until(() => own.seqs().length === 2);
  await other.until(() => other.seqs().length > 0);
  expect(own.events().map(({ type }) => type)).toEqual(["view.created", "view.updated"]);
  expect(other.events().map(({ type }) => type)).toEqual(["view.updated"]);

  const received = async (caller: typeof maker) =>
    (await listEvents(world.database, caller, { after: null, limit: 1000 })).data.flatMap(({ type }) =>
      type.startsWith("view.") ? [type] : [],
    );
  expect(await received(maker)).toEqual(["view.created", "view.updated"]);
  expect(await received(agentOf(tenant.accountId, colleague))).toEqual(["view.updated"]);
  expect(await received(tenant.admin)).toEqual(["view.created", "view.updated"]);
});

test("a view's name before it was shared reaches nobody but its owner", async () => {
  const { tenant, first, agent } = await createLiveAccount(world);
  const { result: colleague } = await world.run(createMember, tenant.admin, {
    name: "Di",
    email: `di-${tenant.accountId}@example.test`,
    role: "agent",
    inboxIds: [first.inbox.id],
    passwordHash: "unusable",
  });
  const maker = agentOf(tenant.accountId, agent);
  const made = { name: "For all", isShared: true, filter: ANY_FILTER };
  const { result: view } = await world.run(createView, maker, made);
  const mine = { name: "Hush", isShared: false, filter: { ...ANY_FILTER, status: "open" as const } };
  const own = (await world.run(updateView, maker, { viewId: view.id, ...mine })).result;
  expect(own).toMatchObject({ ...mine, version: view.version + 2 });
  const again = { name: "For all again", isShared: true, filter: ANY_FILTER };
  expect((await world.run(updateView, maker, { viewId: view.id, ...again })).result).toMatchObject(again);
  // The same filter in another order of its fields is the same filter.
  const reordered = Object.fromEntries(Object.entries(ANY_FILTER).reverse()) as SavedFilter;
  const only = { viewId: view.id, isShared: false, filter: reordered };
  expect((await world.run(updateView, maker, only)).result.version).toBe(view.version + 5);
  await world.relay();
  const received = async (caller: typeof maker) =>
    (await listEvents(world.database, caller, { after: null, limit: 1000 })).data.flatMap((event) =>
      isAbout(event, "view") && event.type === "view.updated"
        ? [[event.data.name, event.data.isShared, Object.keys(event.changes)]]
        : [],
    );
  const shared = [
    ["For all", false, ["isShared"]],
    ["For all again", true, ["isShared"]],
    ["For all again", false, ["isShared"]],
  ];
  expect(await received(agentOf(tenant.accountId, colleague))).toEqual(shared);
  expect(await received(maker)).toEqual([
    shared[0],
    ["Hush", false, ["filter", "name"]],
    ["For all again", false, ["filter", "name"]],
    ...shared.slice(1),
  ]);
});
