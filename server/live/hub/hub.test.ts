import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { listEvents } from "@/server/queries/events/list-events";
import { createLiveAccount, growLog, seqOf } from "@/test/support/clients/live-screen";
import { openStream } from "@/test/support/clients/live-stream";
import { createWorld, type World } from "@/test/support/scenes/world";
import { STREAMS_OF_USER_MAX } from "./hub";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("a reader without a cursor starts at the head, receives the cursor, and gets later events", async () => {
  const { tenant, first, server, write, head, adminCookie: cookie } = await createLiveAccount(world);
  const start = await head();
  const stream = await openStream(server, { cookie });
  await stream.until(() => stream.frames().length === 1);
  expect(stream.messages[0]).toEqual({
    retry: "500",
    event: "connected",
    data: '{"reconnectAfterInactivityMs":8000}',
  });
  expect(stream.frames()).toEqual([{ cursor: start, events: [] }]);
  expect(stream.lastEventId()).toBe(start);

  await write(first, "你好");
  await stream.until(() => stream.seqs().length > 0);
  const { data, nextCursor } = await listEvents(world.database, tenant.admin, { after: start, limit: 10 });
  expect(stream.frames().at(-1)).toEqual({ cursor: nextCursor, events: data });
  expect(stream.lastEventId()).toBe(nextCursor);
});

test("a user may have fifty streams; one more is refused until another has ended", async () => {
  const { server, adminCookie: cookie, agentCookie } = await createLiveAccount(world);
  const streams = await Promise.all(
    Array.from({ length: STREAMS_OF_USER_MAX }, () => openStream(server, { cookie })),
  );
  for (const stream of streams) await stream.until(() => stream.frames().length === 1);
  const tooMany = await openStream(server, { cookie });
  await tooMany.ended();
  expect(tooMany.error()).toMatchObject({ message: "server.busy" });
  const other = await openStream(server, { cookie: agentCookie });
  await other.until(() => other.frames().length === 1);
  streams[0]?.close();
  await expect
    .poll(async () => {
      const again = await openStream(server, { cookie });
      await again.until(() => again.isEnded() || again.frames().length === 1);
      return again.isEnded();
    })
    .toBe(false);
});

test("pings keep a quiet stream alive and carry no id", async () => {
  const { server, adminCookie: cookie } = await createLiveAccount(world);
  const stream = await openStream(server, { cookie });
  await stream.until(() => stream.messages.filter(({ event }) => event === "ping").length > 2);
  expect(stream.messages.find(({ event }) => event === "ping")).toEqual({ event: "ping", data: "" });
  expect(stream.frames()).toHaveLength(1);
});

test("a reader resumes after the header's id, else the input's, else the query's", async () => {
  const { first, server, write, head, adminCookie: cookie } = await createLiveAccount(world);
  const a = await head();
  await write(first);
  const b = await head();
  await write(first);
  const c = await head();
  await write(first);
  const last = seqOf(await head());
  const seqsAfter = async (options: Parameters<typeof openStream>[1]) => {
    const stream = await openStream(server, { cookie, ...options });
    await stream.until(() => stream.seqs().at(-1) === last);
    return stream.seqs();
  };
  const query = `lastEventId=${a}`;
  expect(await seqsAfter({ headers: { "last-event-id": c }, input: { lastEventId: b }, query })).toEqual([
    last,
  ]);
  expect(await seqsAfter({ input: { lastEventId: b }, query })).toEqual([last - 1, last]);
  expect(await seqsAfter({ query })).toEqual([last - 2, last - 1, last]);
});

test("a cursor that cannot be resumed yields a reset at the head, and the stream continues", async () => {
  const { first, server, write, head, adminCookie: cookie } = await createLiveAccount(world);
  const start = await head();
  const [epoch] = start.split(":");
  for (const lastEventId of ["nonsense", "0:1", `${epoch}:${seqOf(start) + 1}`, `${epoch}:999999999`]) {
    const stream = await openStream(server, { cookie, input: { lastEventId } });
    await stream.until(() => stream.frames().length === 1);
    expect(stream.status).toBe(200);
    expect(stream.frames()).toEqual([{ cursor: start, events: [], reset: { cursor: start } }]);
    expect(stream.lastEventId()).toBe(start);
    stream.close();
  }
  const stream = await openStream(server, { cookie, input: { lastEventId: "nonsense" } });
  await stream.until(() => stream.frames().length === 1);
  await write(first);
  await stream.until(() => stream.seqs()[0] === seqOf(start) + 1);
});

test("a gap of 5,000 events is sent, a larger one is a reset", async () => {
  const { tenant, server, head, adminCookie: cookie } = await createLiveAccount(world);
  const start = await head();
  await growLog(world, tenant.accountId, 5000);
  const behind = await openStream(server, { cookie, input: { lastEventId: start } });
  await behind.until(() => behind.seqs().length === 5000, 30_000);
  expect(behind.seqs()).toEqual(Array.from({ length: 5000 }, (_, i) => seqOf(start) + 1 + i));

  await growLog(world, tenant.accountId, 1);
  await behind.until(() => behind.seqs().length === 5001); // the hub has received it
  const tooFar = await openStream(server, { cookie, input: { lastEventId: start } });
  await tooFar.until(() => tooFar.frames().length > 0);
  expect(tooFar.frames()[0]).toMatchObject({ events: [], reset: { cursor: await head() } });
});

test("a pruned or re-based log is answered by a reset: another epoch under open streams, a gap in the log", async () => {
  const { tenant, first, server, write, head, adminCookie: cookie } = await createLiveAccount(world);
  const start = await head();
  const stream = await openStream(server, { cookie });
  await stream.until(() => stream.frames().length === 1);
  await world.database.query("update account_head set epoch = 'other' where account_id = $1", [
    tenant.accountId,
  ]);
  const rebased = `other:${seqOf(start)}`;
  await stream.until(() => stream.frames().some(({ reset }) => reset?.cursor === rebased));

  await write(first);
  await write(first);
  await write(first);
  await world.database.query("delete from event where account_id = $1 and seq = $2", [
    tenant.accountId,
    seqOf(start) + 1,
  ]);
  const resumed = await openStream(server, { cookie, input: { lastEventId: rebased } });
  await resumed.until(() => resumed.frames().some(({ reset }) => reset));
  expect(resumed.seqs()).toEqual([]);
});

test("shutdown ends streams without `return`, and new streams get the retry message", async () => {
  const { server, adminCookie: cookie } = await createLiveAccount(world);
  const stream = await openStream(server, { cookie });
  await stream.until(() => stream.frames().length === 1);
  server.hub.close();
  await stream.ended();
  expect(stream.messages.some(({ event }) => event === "return" || event === "serialized-error")).toBe(false);
  const late = await openStream(server, { cookie });
  await late.ended();
  expect(late.error()).toMatchObject({ message: "server.busy", data: { code: "SERVICE_UNAVAILABLE" } });
});

test("a reader gets the retry message while the database is unreachable", async () => {
  const { server, adminCookie: cookie } = await createLiveAccount(world);
  const query = world.database.query;
  onTestFinished(() => void Object.assign(world.database, { query }));
  world.database.query = () => Promise.reject(new Error("away"));
  const stream = await openStream(server, { cookie });
  await stream.ended();
  world.database.query = query;
  expect(stream.error()).toMatchObject({ message: "server.busy" });
  expect(server.warnings).not.toEqual([]);
  expect(server.hub.size()).toBe(0);
});
