import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { LiveSession } from "@/server/dialects/wukongim/socket/delivery/session";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createRightsCheck } from "./rights-check";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const HOUR_MS = 3_600_000;

test.each([
  ["a second later", 1_000, 1],
  ["at once", 0, 0],
  ["after the clock was set back", -HOUR_MS, 1],
])("a token that has ended ends its session: %s", async (_, passedMs, ended) => {
  const end = vi.fn();
  const device = { inboxId: 1, uid: "ann", deviceFlag: 0, contactId: null, tokenHash: Buffer.alloc(32) };
  const session = { device, end } as unknown as LiveSession; // no more of it is read
  const start = Date.UTC(2026, 10, 20);
  const clock = { now: new Date(start) };
  const check = createRightsCheck({
    database: world.database,
    now: () => clock.now,
    accountId: 1,
    sessions: new Set([session]),
  });
  check.note(session);
  clock.now = new Date(start + passedMs);
  await check.check();
  expect(end).toHaveBeenCalledTimes(ended);
});
