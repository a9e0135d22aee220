import { fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Database } from "@/server/store/_postgres/db";
import { textOf } from "@/server/store/_postgres/statement";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { createBackoff } from "./backoff";
import { type Relay, startRelay } from "./relay-loop";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A relay of a process of its own, and how often it looked at the outbox. */
function startCounted(database: Database = world.database) {
  let looked = 0;
  const stamped = vi.fn();
  const onError = vi.fn();
  const counted: Database = {
    ...database,
    query: (sql, values) => {
      if (textOf(sql).includes("from outbox")) looked += 1;
      return database.query(sql, values);
    },
  };
  const relay = startRelay({ database: counted, now: () => new Date(), onStamped: stamped, onError });
  onTestFinished(() => relay.stop());
  return { relay, looks: () => looked, stamped, onError };
}

/** Holds the relay from now until the answer is called. */
async function holdRelay(): Promise<() => Promise<void>> {
  const gate = new EventEmitter();
  const blocked = once(gate, "held");
  const holding = world.database.transaction(async (db) => {
    await db.query("select 1 from relay_state where id = 1 for update");
    const released = once(gate, "released");
    gate.emit("held");
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

test("what is committed while another process holds the relay is stamped when that lets go", async () => {
  const { relay, looks, onError } = startCounted();
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(0));
  const release = await holdRelay();
  await write(relay);
  await release();
  await vi.waitFor(async () => expect(await waiting()).toBe(0));
  expect(onError).not.toHaveBeenCalled();
});

/** A relay on a clock of the test, woken every millisecond; `answer` is what the outbox answers. */
async function looksOfASecond(answer: () => Promise<{ seq: null }[]>): Promise<number> {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const looks = vi.fn(answer);
  const query = looks as unknown as Database["query"]; // of the one statement that the relay sends
  const transaction = () => Promise.reject(new Error("the counters are not of this test"));
  const database: Database = { ...world.database, query, transaction };
  const relay = startRelay({ database, now: () => new Date(), onStamped: vi.fn(), onError: vi.fn() });
  for (let ms = 0; ms < 1_000; ms++) {
    await vi.advanceTimersByTimeAsync(1);
    relay.wake();
  }
  const counted = looks.mock.calls.length;
  const stopped = relay.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  await stopped;
  return counted;
}

test("while another process holds the relay, commits at any rate do not make it ask more than some 25 times a second", async () => {
  const looks = await looksOfASecond(async () => []);
  expect(looks).toBeLessThan(30);
  expect(looks).toBeGreaterThan(20);
});

test("while the database is away it asks twice a second, however many wake it", async () => {
  expect(await looksOfASecond(() => Promise.reject(new Error("away")))).toBeLessThanOrEqual(3);
});

test("with nothing to do it looks once a second", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const rest = createBackoff();
  rest.begin();
  const rested = vi.fn();
  void rest.pause("done").then(rested);
  await vi.advanceTimersByTimeAsync(999);
  expect(rested).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(rested).toHaveBeenCalled();
});

test("at its end it stamps what came last, also when another process held the relay meanwhile", async () => {
  const { relay, looks, stamped } = startCounted();
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(0));
  const release = await holdRelay();
  await write(relay);
  const stopped = relay.stop();
  const before = looks();
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(before));
  await release();
  await stopped;
  expect(await waiting()).toBe(0);
  expect(stamped).toHaveBeenCalled();
});

test("the relay of a process that is killed while it holds it is free", async () => {
  const file = fileURLToPath(new URL("../../../test/support/processes/hold-relay.ts", import.meta.url));
  const holder = fork(file, [world.url], { execArgv: ["--import", "tsx"] });
  await once(holder, "message");
  const { relay, stamped } = startCounted();
  await write(relay);
  expect(stamped).not.toHaveBeenCalled();
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 10_000 });
});
