import { fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Database } from "@/server/store/_postgres/db";
import { textOf } from "@/server/store/_postgres/statement";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { waitFor } from "@/test/support/wait-for";
import { createBackoff, type Relay, startRelay } from "./relay-loop";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A relay as of another process, and how often it polled the outbox. */
function startCounted(database: Database = world.database) {
  let polled = 0;
  const stamped = vi.fn();
  const onError = vi.fn();
  const counted: Database = {
    ...database,
    query: (sql, values) => {
      if (textOf(sql).includes("from outbox")) polled += 1;
      return database.query(sql, values);
    },
  };
  const relay = startRelay({ database: counted, now: () => new Date(), onStamped: stamped, onError });
  onTestFinished(() => relay.stop());
  return { relay, polls: () => polled, stamped, onError };
}

/** Holds the relay's lock until the returned function is called. */
async function holdRelay(): Promise<() => Promise<void>> {
  const gate = new EventEmitter();
  const blocked = once(gate, "locked");
  const holding = world.database.transaction(async (db) => {
    await db.query("select 1 from relay_state where id = 1 for update");
    const released = once(gate, "released");
    gate.emit("locked");
    await released;
  });
  await blocked;
  return async () => {
    gate.emit("released");
    await holding;
  };
}

async function write(relay: Relay | null) {
  const tenant = await createTenant(world);
  const { conversation } = await createScene(world, tenant);
  const run = createRun({
    database: world.database,
    now: () => new Date(),
    onCommitted: () => relay?.wake(),
  });
  const ref = { conversation: { conversationId: conversation.id } };
  await run(sendMessage, tenant.admin, { ...ref, content: "Hello" });
}

const waiting = async () =>
  (await world.database.query<{ n: number }>("select count(*) as n from outbox"))[0]?.n;

test("events committed while another process holds the relay are stamped once it releases it", async () => {
  const { relay, polls, onError } = startCounted();
  await waitFor(() => expect(polls()).toBeGreaterThan(0));
  const release = await holdRelay();
  await write(relay);
  await release();
  await waitFor(async () => expect(await waiting()).toBe(0));
  expect(onError).not.toHaveBeenCalled();
});

/** A relay on a fake clock, woken every millisecond; `answer` is the outbox's answer. */
async function pollsInOneSecond(answer: () => Promise<{ seq: null }[]>): Promise<number> {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const poll = vi.fn(answer);
  const query = poll as unknown as Database["query"]; // of the relay's only statement
  const transaction = () => Promise.reject(new Error("this test has no counters"));
  const database: Database = { ...world.database, query, transaction };
  const relay = startRelay({ database, now: () => new Date(), onStamped: vi.fn(), onError: vi.fn() });
  for (let ms = 0; ms < 1_000; ms++) {
    await vi.advanceTimersByTimeAsync(1);
    relay.wake();
  }
  const counted = poll.mock.calls.length;
  const stopped = relay.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  await stopped;
  return counted;
}

test("while another process holds the relay, it polls at most some 25 times a second at any rate of commits", async () => {
  const polls = await pollsInOneSecond(async () => []);
  expect(polls).toBeLessThan(30);
  expect(polls).toBeGreaterThan(20);
});

test("while the database is down it polls twice a second, at any rate of wakes", async () => {
  expect(await pollsInOneSecond(() => Promise.reject(new Error("away")))).toBeLessThanOrEqual(3);
});

test("an idle relay polls every two seconds", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const backoff = createBackoff();
  backoff.begin();
  const hasEnded = vi.fn();
  void backoff.pause("done").then(hasEnded);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(hasEnded).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(hasEnded).toHaveBeenCalled();
});

test("a stopping relay stamps the last events, also if another process held the relay meanwhile", async () => {
  const { relay, polls, stamped } = startCounted();
  await waitFor(() => expect(polls()).toBeGreaterThan(0));
  const release = await holdRelay();
  await write(relay);
  const stopped = relay.stop();
  const before = polls();
  await waitFor(() => expect(polls()).toBeGreaterThan(before));
  await release();
  await stopped;
  expect(await waiting()).toBe(0);
  expect(stamped).toHaveBeenCalled();
});

test("a relay held by a killed process is released", async () => {
  const file = fileURLToPath(new URL("../../../test/support/processes/hold-relay.ts", import.meta.url));
  const holder = fork(file, [world.url], { execArgv: ["--import", "tsx"] });
  await once(holder, "message");
  const { relay, stamped } = startCounted();
  await write(relay);
  expect(stamped).not.toHaveBeenCalled();
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await waitFor(async () => expect(await waiting()).toBe(0));
});

test("a batch that fails is halved, so that one too large for the time limit does not fail for ever", async () => {
  const limits: unknown[] = [];
  const query = (async (_sql: unknown, [limit]: [number]) => {
    limits.push(limit);
    if (limit > 125) throw Object.assign(new Error("canceling statement"), { code: "57014" });
    return [{ seq: null }];
  }) as unknown as Database["query"]; // of the relay's only statement
  const relay = startRelay({
    database: { ...world.database, query },
    now: () => new Date(),
    onStamped: vi.fn(),
    onError: vi.fn(),
  });
  onTestFinished(() => relay.stop());
  await waitFor(() => expect(limits.slice(0, 5)).toEqual([1000, 500, 250, 125, 250]));
});
