import { afterAll, beforeAll, expect, test } from "vitest";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import { listEvents } from "@/server/queries/events/list-events";
import { ensurePartitions } from "@/server/store/_postgres/partitions";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { dropOldEvents } from "./drop-old-events";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const at = async (instant: string) => {
  world.clock.now = new Date(instant);
  await ensurePartitions(world.database, world.clock.now);
};

test("months that ended thirty days ago are dropped; the log begins after them and has no gaps", async () => {
  await at("2026-08-15T12:00:00.000Z");
  const { admin } = await createTenant(world);
  const makeInboxes = async (...names: string[]) => {
    for (const name of names) await world.run(createInbox, admin, { name, channel: "api" });
    await world.relay();
  };
  const read = (after: string | null, limit = 100) => listEvents(world.database, admin, { after, limit });
  await makeInboxes("August");
  const august = await read(null);
  await at("2026-09-30T23:59:59.999Z");
  await makeInboxes("September", "Late in September");
  const september = await read(august.nextCursor);
  await at("2026-10-31T12:00:00.000Z");
  await makeInboxes("October");

  expect(await dropOldEvents(world.database, new Date("2026-09-30T23:59:59.999Z"))).not.toContain(
    "event_202608",
  );
  expect((await read(null)).data).toHaveLength(august.data.length + 3);
  expect(await dropOldEvents(world.database, new Date("2026-10-31T23:59:59.999Z"))).toContain("event_202608");
  expect(await read(null)).toMatchObject({ data: [{ data: { name: "September" } }, {}, {}] });
  expect(await dropOldEvents(world.database, new Date("2026-11-01T00:00:00.000Z"))).toEqual(["event_202609"]);

  const left = await read(null);
  expect(left.data).toMatchObject([{ data: { name: "October" }, seq: august.data.length + 3 }]);
  expect(await read(september.nextCursor)).toEqual(left);
  await expect(read(august.nextCursor)).rejects.toMatchObject({
    refusal: "cursor.gone",
    detail: september.nextCursor,
  });
  expect(await dropOldEvents(world.database, new Date("2026-11-01T00:00:00.000Z"))).toEqual([]);
  await makeInboxes("November");
  expect((await read(september.nextCursor)).data).toMatchObject([{}, { seq: august.data.length + 4 }]);
});

test("an account without events in a dropped month keeps the beginning of its log", async () => {
  await at("2027-01-10T12:00:00.000Z");
  const { admin } = await createTenant(world);
  await world.relay();
  const before = await listEvents(world.database, admin, { after: null, limit: 100 });
  await dropOldEvents(world.database, new Date("2027-02-01T00:00:00.000Z"));
  expect(await listEvents(world.database, admin, { after: null, limit: 100 })).toEqual(before);
});
