import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { NO_TOPICS } from "@/server/contract/live/topics";
import { FRAME_EVENTS_MAX } from "@/server/live/log/log-pages";
import { createLiveAccount, growLog, seqOf } from "@/test/support/clients/live-screen";
import { openStream } from "@/test/support/clients/live-stream";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("fifty readers that reconnect together read each page of the log once, a few at a time, and all catch up", async () => {
  const account = await createLiveAccount(world, { pingMs: 60_000 }); // cached pages expire at each heartbeat
  const { tenant, first, server, write, head, adminCookie: cookie } = account;
  await write(first);
  const after = await head();
  await growLog(world, tenant.accountId, 350);
  let [inside, most] = [0, 0];
  const query = world.database.query.bind(world.database);
  const watched = vi.spyOn(world.database, "query").mockImplementation(async (text, values) => {
    inside += 1;
    most = Math.max(most, inside);
    try {
      return await query(text, values);
    } finally {
      inside -= 1;
    }
  });
  onTestFinished(() => watched.mockRestore());

  const { displayId } = first.conversation;
  const topics = { ...NO_TOPICS, conversations: [displayId] };
  const who = { accountId: tenant.accountId, userId: tenant.admin.userId };
  const streams = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const connectionId = randomUUID();
      const stream = await openStream(server, { cookie, input: { connectionId, lastEventId: after } });
      await stream.until(() => server.hub.change(who, { connectionId, topics, after, revision: 1 }), 60_000);
      return stream;
    }),
  );
  const last = seqOf(after) + 350;
  for (const stream of streams) await stream.until(() => stream.seqs().at(-1) === last, 60_000);
  const wanted = Array.from({ length: 350 }, (_, i) => seqOf(after) + 1 + i);
  for (const stream of streams) expect([...new Set(stream.seqs())]).toEqual(wanted);
  const pages = watched.mock.calls.filter(([, values]) => values?.[2] === FRAME_EVENTS_MAX);
  expect(pages.length).toBeLessThanOrEqual(Math.ceil(last / FRAME_EVENTS_MAX));
  expect(most).toBeLessThanOrEqual(8 + 2); // and the feed's own reads
});
