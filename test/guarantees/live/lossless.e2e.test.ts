import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { maySee } from "@/server/contract/_shared/caller";
import { FRAME_EVENTS_MAX } from "@/server/live/log/log-pages";
import { listEvents } from "@/server/queries/events/list-events";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { openProcessBus } from "@/server/store/_process-bus/open-process-bus";
import { type Relay, startRelay } from "@/server/worker/relay/relay-loop";
import { createLiveAccount, growLog } from "@/test/support/clients/live-screen";
import { openHubServer, openStream, type Stream, type TestServer } from "@/test/support/clients/live-stream";
import { randomOf } from "@/test/support/scenes/property";
import { createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const report = (error: unknown) => {
  throw error;
};

/** One process: commands, relay, hub and process bus, wired as in `main`. */
async function startProcess({ hasRelay }: { hasRelay: boolean }) {
  const database: Database = openDatabase({ url: world.url, max: 6 });
  const server = await openHubServer({ database }, { pingMs: 60_000 }); // polling must not hide a gap
  let relay: Relay | undefined;
  const onWake = vi.fn(() => server.hub.wake());
  const bus = openProcessBus({ url: world.url, onWake: onWake, onError: report });
  const onStamped: Parameters<typeof startRelay>[0]["onStamped"] = (rows, others) => {
    server.hub.publish(rows, others);
    bus.wake();
  };
  const { followed } = server.hub;
  if (hasRelay) relay = startRelay({ database, now: () => new Date(), followed, onStamped, onError: report });
  const run = createRun({ database, now: () => new Date(), onCommitted: () => relay?.wake() });
  await waitFor(() => expect(onWake).toHaveBeenCalled()); // the bus is connected
  onTestFinished(async () => {
    await relay?.stop();
    await bus.close();
    server.hub.close();
    await server.close();
    await database.close();
  });
  return { server, run };
}

/** Reads until it has the event `last`, reconnecting after every cut as a browser does, with the last id it saw. */
async function readThrough(
  server: TestServer,
  cookie: string,
  { from, last }: { from: string; last: () => number },
) {
  const seqs: number[] = [];
  let lastEventId = from;
  let connections = 0;
  while ((seqs.at(-1) ?? 0) < last()) {
    const opened = openStream(server, { cookie, headers: { "last-event-id": lastEventId } });
    const stream: Stream | null = await opened.catch(() => null); // cut before the headers arrived
    if (!stream) continue;
    connections += 1;
    const known = seqs.length === 0 ? 0 : (seqs.at(-1) ?? 0);
    await stream.until(() => stream.isEnded() || (stream.seqs().at(-1) ?? known) >= last(), 60_000);
    seqs.push(...stream.seqs());
    lastEventId = stream.lastEventId() ?? lastEventId;
    stream.close();
  }
  return { seqs, connections };
}

test.each([1, 2, 3])(
  "under writers, cuts and two processes nothing is lost or doubled (seed %i)",
  async (seed) => {
    const random = randomOf(seed);
    const { tenant, first, second, agent, head, adminCookie, agentCookie } = await createLiveAccount(world);
    const relaying = await startProcess({ hasRelay: true });
    const other = await startProcess({ hasRelay: false });
    const from = await head();
    let last = Number.POSITIVE_INFINITY;
    const readers = [relaying, other].flatMap(({ server }) =>
      [adminCookie, agentCookie].map((cookie) => readThrough(server, cookie, { from, last: () => last })),
    );

    const write = async () => {
      for (let i = 0; i < 60; i++) {
        const { conversation } = random() < 0.5 ? first : second;
        const ref = { conversation: { conversationId: conversation.id } };
        await relaying.run(receiveMessage, tenant.admin, { ...ref, content: `${i}` });
        if (random() < 0.15) (random() < 0.5 ? relaying : other).server.cut();
      }
    };
    await Promise.all([write(), write()]);
    // Every reader sees the last one, so that each knows when it has all.
    await relaying.run(receiveMessage, tenant.admin, {
      conversation: { conversationId: first.conversation.id },
      content: "last",
    });
    const events = await waitFor(async () => {
      const { data } = await listEvents(world.database, tenant.admin, { after: from, limit: 1000 });
      expect(data).toHaveLength(121);
      return data;
    });
    last = events.at(-1)?.seq ?? 0;
    const [admin, bo, adminThere, boThere] = await Promise.all(readers);

    const all = events.map(({ seq }) => seq);
    const visible = events
      .filter((event) => maySee({ role: "agent", inboxIds: agent.inboxIds }, event))
      .map(({ seq }) => seq);
    expect(visible.length).toBeLessThan(all.length);
    expect([admin?.seqs, adminThere?.seqs]).toEqual([all, all]);
    expect([bo?.seqs, boThere?.seqs]).toEqual([visible, visible]);
    expect((admin?.connections ?? 0) + (adminThere?.connections ?? 0)).toBeGreaterThan(6); // it was cut often
  },
);

test("a reader that pauses costs little, delays no other reader, and has everything once it reads again", async () => {
  const { tenant, first, server, write, head, adminCookie: cookie } = await createLiveAccount(world);
  await write(first, "x".repeat(5000));
  const from = await head();
  const slow = await openStream(server, { cookie, headers: { "last-event-id": from } });
  const quick = await openStream(server, { cookie, headers: { "last-event-id": from } });
  await quick.until(() => quick.messages.length > 0);
  slow.pause();
  const queries = vi.spyOn(world.database, "query");
  onTestFinished(() => queries.mockRestore());
  /** How often the log was read for one reader alone. */
  const ownReads = () => queries.mock.calls.filter(([, values]) => values?.[2] === FRAME_EVENTS_MAX).length;
  for (let i = 1; i <= 2; i++) {
    await growLog(world, tenant.accountId, 900);
    server.hub.wake();
    await quick.until(() => quick.seqs().length === 900 * i);
  }
  expect(ownReads()).toBe(0);
  slow.resume();
  await slow.until(() => slow.seqs().length === 1800, 60_000);
  expect(slow.seqs()).toEqual(quick.seqs());
  expect(ownReads()).toBeGreaterThan(5); // its frames were not kept: they were read again
});
