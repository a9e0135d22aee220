import pg from "pg";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createTestDatabase, testServerUrl } from "@/test/support/database/database";
import { findProgram } from "@/test/support/database/debian-program";
import { startRedis } from "@/test/support/database/redis";
import { openProcessBus } from "./open-process-bus";
import { checkRedis } from "./redis-bus";

const database = createTestDatabase(null);

type Way = (skip: (why: string) => never) => Promise<string>;

const byNotify: Way = async () => (await database).url;
const byRedis: Way = async (skip) => {
  const program = findProgram("redis-server");
  return "missing" in program ? skip(program.missing) : (await startRedis(program.path)).url;
};

/** A process's end of the bell, listening. */
async function open(url: string) {
  const onWake = vi.fn();
  const onError = vi.fn();
  const onMessage = vi.fn();
  const bell = openProcessBus({ url, onWake: onWake, onMessage: onMessage, onError });
  onTestFinished(() => bell.close());
  await vi.waitFor(() => expect(onWake).toHaveBeenCalled()); // it looks once by itself when it begins to listen
  return { bell, onWake, onMessage, onError };
}

/** Both know each other's first ring, so that the next one is the test's. */
async function openTwo(url: string) {
  const one = await open(url);
  const other = await open(url);
  await vi.waitFor(() => expect(one.onWake).toHaveBeenCalledTimes(2));
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
  const client = new pg.Client({ connectionString: testServerUrl("postgres") });
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}

describe.each([
  ["NOTIFY", byNotify],
  ["Redis", byRedis],
])("by %s", (_name, way) => {
  test("a ring wakes the other process and not oneself", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    one.bell.ring();
    await vi.waitFor(() => expect(other.onWake).toHaveBeenCalledTimes(1));
    other.bell.ring();
    await vi.waitFor(() => expect(one.onWake).toHaveBeenCalledTimes(1)); // ours was before it and did not come
  });

  test("words reach the other process and not oneself", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    one.bell.broadcast("some words");
    await vi.waitFor(() => expect(other.onMessage.mock.calls).toEqual([["some words"]]));
    other.bell.broadcast("back");
    await vi.waitFor(() => expect(one.onMessage.mock.calls).toEqual([["back"]]));
  });

  test("words that the other process does not understand are reported and harm nothing", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    other.onMessage.mockImplementationOnce(() => {
      throw new Error("what?");
    });
    one.bell.broadcast("words of another release");
    await vi.waitFor(() => expect(other.onError).toHaveBeenCalledTimes(1));
    one.bell.broadcast("words");
    await vi.waitFor(() => expect(other.onMessage).toHaveBeenCalledTimes(2));
  });

  test("a burst is rung at once and once more after it", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    for (let i = 0; i < 1000; i++) one.bell.ring();
    await vi.waitFor(() => expect(other.onWake).toHaveBeenCalledTimes(2));
    one.bell.broadcast("the end"); // comes behind every ring before it
    await vi.waitFor(() => expect(other.onMessage).toHaveBeenCalled());
    expect(other.onWake).toHaveBeenCalledTimes(2);
  });

  test("what was asked just before closing is still rung", async ({ skip }) => {
    const { one, other } = await openTwo(await way(skip));
    one.bell.ring();
    one.bell.ring();
    await one.bell.close();
    await vi.waitFor(() => expect(other.onWake).toHaveBeenCalledTimes(2));
  });
});

test("a connection that Postgres ended comes back, once, and both ends look at once", async () => {
  const { one, other } = await openTwo((await database).url);
  await onServer("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [
    (await database).name,
  ]);
  await vi.waitFor(() => expect(one.onWake).toHaveBeenCalled(), { timeout: 5000 });
  await vi.waitFor(() => expect(other.onWake).toHaveBeenCalled(), { timeout: 5000 });
  await vi.waitFor(async () => expect(await backends()).toHaveLength(2));

  other.onWake.mockClear();
  one.bell.ring();
  await vi.waitFor(() => expect(other.onWake).toHaveBeenCalled());
});

test("while Postgres is away it tries again at an even pace", async () => {
  const onError = vi.fn();
  const rests: number[] = [];
  const rest = async (ms: number) => void rests.push(ms);
  const url = "postgres://nobody@127.0.0.1:1/none";
  const bell = openProcessBus({ url, onWake: vi.fn(), onError, rest });
  await vi.waitFor(() => expect(onError.mock.calls.length).toBeGreaterThan(2));
  await bell.close();
  expect(rests.length).toBeGreaterThanOrEqual(onError.mock.calls.length); // none follows another at once
  expect(new Set(rests)).toEqual(new Set([500]));
});

test("closed, it leaves no connection and rings no more", async () => {
  const { one, other } = await openTwo((await database).url);
  await one.bell.close();
  await vi.waitFor(async () => expect(await backends()).toHaveLength(1));
  other.bell.ring();
  one.bell.ring();
  expect(one.onWake).not.toHaveBeenCalled();
  expect(one.onError).not.toHaveBeenCalled();
});

test("a Redis that dies and comes back is heard again, and both ends look at once", async ({ skip }) => {
  const program = findProgram("redis-server");
  if ("missing" in program) return skip(program.missing);
  const redis = await startRedis(program.path, { password: "hunter2" });
  const { one, other } = await openTwo(redis.url);
  await redis.kill();
  await vi.waitFor(() => expect(other.onError).toHaveBeenCalled());
  one.bell.ring(); // is lost: nobody is there
  await startRedis(program.path, { port: Number(new URL(redis.url).port), password: "hunter2" });
  await vi.waitFor(() => expect(one.onWake).toHaveBeenCalled(), { timeout: 5000 });
  await vi.waitFor(() => expect(other.onWake).toHaveBeenCalled(), { timeout: 5000 });

  other.onWake.mockClear();
  one.bell.ring();
  await vi.waitFor(() => expect(other.onWake).toHaveBeenCalled());
});

test("a Redis that is away, or refuses us, is one line without the password", async ({ skip }) => {
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

test("closed while Redis is away it ends at once", async () => {
  const onError = vi.fn();
  const bell = openProcessBus({ url: "redis://127.0.0.1:1", onWake: vi.fn(), onError });
  await vi.waitFor(() => expect(onError).toHaveBeenCalled());
  await bell.close();
});
