import { describe, expect, onTestFinished, test, vi } from "vitest";
import { withConnection } from "@/server/lib/postgres/connection";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { findProgram } from "@/test/support/database/debian-program";
import { startRedis } from "@/test/support/database/redis";
import { openSwallowingProxy } from "@/test/support/network/swallowing-proxy";
import { waitFor } from "@/test/support/wait-for";
import { openProcessBus } from "./open-process-bus";
import { checkRedis } from "./redis-bus";

const database = createTestDatabase(null);

type Way = (skip: (why: string) => never) => Promise<string>;

const byNotify: Way = async () => (await database).url;
const byRedis: Way = async (skip) => {
  const program = findProgram("redis-server");
  return "missing" in program ? skip(program.missing) : (await startRedis(program.path)).url;
};

/** Opens one process's end of the bus. */
async function open(url: string) {
  const onWake = vi.fn();
  const onError = vi.fn();
  const onMessage = vi.fn();
  const bus = openProcessBus({ url, onWake, onMessage, onError });
  onTestFinished(() => bus.close());
  await waitFor(() => expect(onWake).toHaveBeenCalled()); // it wakes once by itself when it begins to listen
  return { bus, onWake, onMessage, onError };
}

/** Both have received each other's first signal, so that the next one is the test's. */
async function openTwo(url: string) {
  const one = await open(url);
  const other = await open(url);
  await waitFor(() => expect(one.onWake).toHaveBeenCalledTimes(2));
  one.onWake.mockClear();
  other.onWake.mockClear();
  return { one, other };
}

async function backends(): Promise<number[]> {
  const { rows } = await onServer("select pid from pg_stat_activity where datname = $1", [
    (await database).name,
  ]);
  return rows.map(({ pid }) => Number(pid));
}

async function onServer(text: string, values: unknown[]) {
  return withConnection(testServerUrl("postgres"), (client) => client.query(text, values));
}

describe.each([
  ["NOTIFY", byNotify],
  ["Redis", byRedis],
])("by %s", (_name, way) => {
  test("a wake signal reaches the other process and not the sender", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    one.bus.wake();
    await waitFor(() => expect(other.onWake).toHaveBeenCalledTimes(1));
    other.bus.wake();
    await waitFor(() => expect(one.onWake).toHaveBeenCalledTimes(1)); // its own signal was sent before and did not arrive
  });

  test("a message reaches the other process and not the sender", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    one.bus.broadcast("some words");
    await waitFor(() => expect(other.onMessage.mock.calls).toEqual([["some words"]]));
    other.bus.broadcast("back");
    await waitFor(() => expect(one.onMessage.mock.calls).toEqual([["back"]]));
  });

  test("a message that the other process cannot parse is reported and changes nothing", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    other.onMessage.mockImplementationOnce(() => {
      throw new Error("what?");
    });
    one.bus.broadcast("a message of another release");
    await waitFor(() => expect(other.onError).toHaveBeenCalledTimes(1));
    one.bus.broadcast("words");
    await waitFor(() => expect(other.onMessage).toHaveBeenCalledTimes(2));
  });

  test("a burst is sent immediately and once more after it", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    for (let i = 0; i < 1000; i++) one.bus.wake();
    await waitFor(() => expect(other.onWake).toHaveBeenCalledTimes(2));
    one.bus.broadcast("the end"); // arrives after all signals before it
    await waitFor(() => expect(other.onMessage).toHaveBeenCalled());
    expect(other.onWake).toHaveBeenCalledTimes(2);
  });

  test("a signal requested just before closing is sent", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    one.bus.wake();
    one.bus.wake();
    await one.bus.close();
    await waitFor(() => expect(other.onWake).toHaveBeenCalledTimes(2));
  });
});

test("a connection ended by Postgres reconnects once, and both processes wake", async () => {
  const { one, other } = await openTwo((await database).url);
  await onServer("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
    (await database).name,
  ]);
  await waitFor(() => expect(one.onWake).toHaveBeenCalled());
  await waitFor(() => expect(other.onWake).toHaveBeenCalled());
  await waitFor(async () => expect(await backends()).toHaveLength(2));

  other.onWake.mockClear();
  one.bus.wake();
  await waitFor(() => expect(other.onWake).toHaveBeenCalled());
});

test("a connection that the network lost silently is replaced, and the other process is heard again", async () => {
  const { url } = await database;
  const proxy = await openSwallowingProxy(url);
  onTestFinished(() => proxy.close());
  const onWake = vi.fn();
  const bus = openProcessBus({ url: proxy.url, onWake, onError: vi.fn(), pingMs: 100 });
  onTestFinished(() => bus.close());
  await waitFor(() => expect(onWake).toHaveBeenCalled());
  proxy.swallow();
  onWake.mockClear();
  await waitFor(() => expect(onWake).toHaveBeenCalled()); // it listens again
  onWake.mockClear();
  const { bus: other } = await open(url);
  await waitFor(() => expect(onWake).toHaveBeenCalled());
  onWake.mockClear();
  other.wake();
  await waitFor(() => expect(onWake).toHaveBeenCalled());
});

test("a bus closes although the network lost its connection", async () => {
  const proxy = await openSwallowingProxy((await database).url);
  onTestFinished(() => proxy.close());
  const onWake = vi.fn();
  const bus = openProcessBus({ url: proxy.url, onWake, onError: vi.fn() });
  await waitFor(() => expect(onWake).toHaveBeenCalled());
  proxy.swallow();
  await bus.close();
});

test("while Postgres is unreachable the bus retries at a fixed interval", async () => {
  const onError = vi.fn();
  const sleeps: number[] = [];
  const sleep = async (ms: number) => void sleeps.push(ms);
  const url = "postgres://nobody@127.0.0.1:1/none";
  const bus = openProcessBus({ url, onWake: vi.fn(), onError, sleep });
  await waitFor(() => expect(onError.mock.calls.length).toBeGreaterThan(2));
  await bus.close();
  expect(sleeps.length).toBeGreaterThanOrEqual(onError.mock.calls.length); // no retry without a sleep
  expect(new Set(sleeps)).toEqual(new Set([500]));
});

test("a closed bus has no connection and sends nothing", async () => {
  const { one, other } = await openTwo((await database).url);
  await one.bus.close();
  await waitFor(async () => expect(await backends()).toHaveLength(1));
  other.bus.wake();
  one.bus.wake();
  expect(one.onWake).not.toHaveBeenCalled();
  expect(one.onError).not.toHaveBeenCalled();
});

test("after a Redis restart the bus reconnects, and both processes wake", async ({ skip }) => {
  const program = findProgram("redis-server");
  if ("missing" in program) return skip(program.missing);
  const redis = await startRedis(program.path, { password: "hunter2" });
  const { one, other } = await openTwo(redis.url);
  await redis.kill();
  await waitFor(() => expect(other.onError).toHaveBeenCalled());
  one.bus.wake(); // is lost: Redis is down
  await startRedis(program.path, { port: Number(new URL(redis.url).port), password: "hunter2" });
  await waitFor(() => expect(one.onWake).toHaveBeenCalled());
  await waitFor(() => expect(other.onWake).toHaveBeenCalled());

  other.onWake.mockClear();
  one.bus.wake();
  await waitFor(() => expect(other.onWake).toHaveBeenCalled());
});

test("an unreachable or refusing Redis is reported in one line without the password", async ({ skip }) => {
  await expect(checkRedis("redis://:hunter2@127.0.0.1:1")).rejects.toThrow(
    "the Redis at 127.0.0.1:1 (REDIS_URL) cannot be used: connect ECONNREFUSED",
  );
  const program = findProgram("redis-server");
  if ("missing" in program) return skip(program.missing);
  const { url } = await startRedis(program.path, { password: "right" });
  await expect(checkRedis(url.replace("right", "hunter2"))).rejects.toThrow(
    /\(REDIS_URL\) cannot be used: (?!.*hunter2)/,
  );
});

test("a bus closed while Redis is unreachable ends immediately", async () => {
  const onError = vi.fn();
  const bus = openProcessBus({ url: "redis://127.0.0.1:1", onWake: vi.fn(), onError });
  await waitFor(() => expect(onError).toHaveBeenCalled());
  await bus.close();
});
