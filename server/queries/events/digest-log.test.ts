import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Event } from "@/server/contract/event/event";
import { createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { type DigestEntry, digestLog } from "./digest-log";
import { listEvents } from "./list-events";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** The digest as a consumer computes it from its own copy. */
function digestOf(events: readonly Event[]): DigestEntry[] {
  const hourOf = ({ stampedAt }: Event) => `${stampedAt.slice(0, 13)}:00:00.000Z`;
  const keyOf = (event: Event) => `${hourOf(event)} ${event.type}`;
  return [...new Set(events.map(keyOf))].sort().map((key) => {
    const group = events.filter((event) => keyOf(event) === key);
    const lines = group.map(({ seq, id, type, hash }) => `${seq} ${id} ${type} ${hash}\n`);
    const [hour = "", type = ""] = key.split(" ");
    return {
      hour,
      type,
      count: group.length,
      hash: createHash("sha256").update(lines.join("")).digest("hex"),
    };
  });
}

test("each hour's count and hash equal those of a copy of the log, page by page", async () => {
  world.clock.now = new Date("2026-11-18T09:10:00.000Z");
  const { admin } = await createTenant(world);
  await createTenant(world); // another account's events are not counted
  await world.relay();
  for (const instant of [
    "2026-11-18T09:59:59.999Z",
    "2026-11-18T10:00:00.000Z",
    "2026-11-18T23:30:00.000Z",
    "2026-11-19T08:59:59.999Z",
    "2026-11-19T09:00:00.000Z",
    "2026-11-20T12:00:00.000Z",
  ]) {
    world.clock.now = new Date(instant);
    for (const n of [1, 2]) await world.run(createInbox, admin, { name: `${instant} ${n}`, channel: "api" });
    await world.relay();
  }
  const { data: log } = await listEvents(world.database, admin, { after: null, limit: 1000 });
  const read = async (from: string, to: string) => {
    const all: DigestEntry[] = [];
    for (let cursor: string | null = null; ; ) {
      const range = { from: new Date(from), to: new Date(to), cursor };
      const page = await digestLog(world.database, admin, range);
      all.push(...page.data);
      if (page.nextCursor === null) return all;
      cursor = page.nextCursor;
    }
  };
  const within = (from: string, to: string) =>
    log.filter(
      ({ stampedAt }) => stampedAt >= new Date(from).toISOString() && stampedAt < new Date(to).toISOString(),
    );
  for (const [from, to] of [
    ["2026-11-18T09:00:00Z", "2026-11-21T00:00:00Z"],
    ["2026-11-18T10:00:00Z", "2026-11-19T09:00:00Z"],
    ["2026-11-19T10:00:00Z", "2026-11-20T12:00:00Z"],
    ["2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z"],
  ] as const)
    expect(await read(from, to)).toEqual(digestOf(within(from, to)));
  expect(await read("2026-11-18T09:00:00Z", "2026-11-21T00:00:00Z")).not.toEqual([]);
});

test("a missing or different event changes the hash", async () => {
  const { admin } = await createTenant(world);
  await world.relay();
  const { data: log } = await listEvents(world.database, admin, { after: null, limit: 1000 });
  const first = new Date(`${log[0]?.stampedAt.slice(0, 13)}:00:00.000Z`);
  const digest = await digestLog(world.database, admin, {
    from: first,
    to: new Date(first.getTime() + 86_400_000),
  });
  expect(digest.data).toEqual(digestOf(log));
  expect(digest.data).not.toEqual(digestOf(log.slice(1)));
  expect(digest.data).not.toEqual(
    digestOf(log.map((event) => ({ ...event, hash: event.hash.replace(/^./, "x") }))),
  );
});
