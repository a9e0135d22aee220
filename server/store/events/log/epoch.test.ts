import { afterAll, beforeAll, expect, test } from "vitest";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { listEvents } from "@/server/queries/events/list-events";
import { openDatabase } from "@/server/store/_postgres/db";
import { testServerUrl } from "@/test/support/database/database";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { alignEpoch } from "./epoch";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const epochs = async () =>
  (
    await world.database.query<{ epoch: string }>(
      "select epoch from relay_state union select epoch from account_head",
    )
  ).map(({ epoch }) => epoch);
const moveTo = (origin: string) => world.database.query("update relay_state set origin = $1", [origin]);

test("the first start stores the database's identity, later starts keep the epoch", async () => {
  const before = await epochs();
  expect(await alignEpoch(world.database)).toMatchObject({
    kind: "begun",
    origin: expect.stringMatching(/^\d+:1$/),
  });
  expect(await alignEpoch(world.database)).toMatchObject({ kind: "kept" });
  expect(await epochs()).toEqual(before);
});

test("on another Postgres or another timeline all earlier cursors are invalid, and seqs continue", async () => {
  const { accountId, admin } = await createTenant(world);
  await createTenant(world);
  await world.relay();
  const { nextCursor: cursor, data } = await listEvents(world.database, admin, { after: null, limit: 10 });
  const { origin } = await alignEpoch(world.database);
  await moveTo(`${origin}7`);

  const starts = await Promise.all([alignEpoch(world.database), alignEpoch(world.database)]);
  expect(starts.map(({ kind }) => kind).sort()).toEqual(["changed", "kept"]);
  expect(await epochs()).toHaveLength(1);
  await expect(listEvents(world.database, admin, { after: cursor, limit: 1 })).rejects.toMatchObject({
    refusal: "cursor.gone",
  });

  await world.run(createInbox, admin, { name: "Next", channel: "api" });
  await world.relay();
  const { data: all } = await listEvents(world.database, { ...admin, accountId }, { after: null, limit: 10 });
  expect(all.map(({ seq }) => seq)).toEqual([...data.map(({ seq }) => seq), data.length + 1]);
});

test("if the role may not read the database's identity, the epoch is kept", async () => {
  const { pathname } = new URL(world.url);
  const role = `reader${pathname.slice(1)}`;
  await world.database.query(`create role ${role} login password 'reader'`);
  await world.database.query("revoke execute on function pg_control_system() from public");
  await world.database.query(`grant select, update on all tables in schema public to ${role}`);
  const url = Object.assign(new URL(testServerUrl(pathname.slice(1))), {
    username: role,
    password: "reader",
  }).href;
  const limited = openDatabase({ url, max: 1 });
  try {
    const before = await epochs();
    await moveTo("elsewhere:1");
    expect(await alignEpoch(limited)).toEqual({ kind: "kept", origin: null });
    expect(await epochs()).toEqual(before);
  } finally {
    await limited.close();
    await world.database.query(`drop owned by ${role}`);
    await world.database.query(`drop role ${role}`);
  }
});
