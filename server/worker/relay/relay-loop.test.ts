import { fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { createRun } from "@/server/commands/_run/run";
import { sendMessage } from "@/server/commands/messages/send-message";
import type { Database } from "@/server/store/_postgres/db";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { type Relay, startRelay } from "./relay-loop";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A relay of a process of its own, and how often it looked at the outbox. */
function startCounted(database: Database = world.database) {
  const looks: number[] = [];
  const stamped = vi.fn();
  const onError = vi.fn();
  const counted: Database = {
    ...database,
    query: (text, values) => {
      if (text.includes("from outbox")) looks.push(performance.now());
      return database.query(text, values);
    },
  };
  const relay = startRelay({ database: counted, now: () => new Date(), onStamped: stamped, onError });
  onTestFinished(() => relay.stop());
  return { relay, looks, stamped, onError };
}

/** Holds the relay from now until the answer is called. */
async function holdRelay(): Promise<() => Promise<void>> {
  const gate = new EventEmitter();
  const held = once(gate, "held");
  const holding = world.database.transaction(async (db) => {
    await db.query("select 1 from relay_state where id = 1 for update");
    const released = once(gate, "released");
    gate.emit("held");
    await released;
  });
  await held;
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

test("while another process holds the relay, commits at any rate do not make it ask more than some 25 times a second", async () => {
  const { relay, looks, onError } = startCounted();
  await vi.waitFor(() => expect(looks.length).toBeGreaterThan(0));
  const release = await holdRelay();
  const from = performance.now();
  const waking = setInterval(() => relay.wake(), 1);
  await vi.waitFor(() => expect(performance.now() - from).toBeGreaterThan(1000), { timeout: 3000 });
  clearInterval(waking);
  const seconds = (performance.now() - from) / 1000;
  const asked = looks.filter((at) => at > from).length;
  expect(asked / seconds).toBeLessThan(30);
  expect(asked / seconds).toBeGreaterThan(5);
  await write(relay);
  await release();
  await vi.waitFor(async () => expect(await waiting()).toBe(0), { timeout: 500 });
  expect(onError).not.toHaveBeenCalled();
});

test("with nothing to do it looks once a second", async () => {
  const { looks } = startCounted();
  await vi.waitFor(() => expect(looks.length).toBeGreaterThanOrEqual(3), { timeout: 5000 });
  const [, second = 0, third = 0] = looks;
  expect(third - second).toBeGreaterThan(950);
});

test("while the database is away it asks twice a second, however many wake it", async () => {
  const away: Database = { ...world.database, query: () => Promise.reject(new Error("away")) };
  const { relay, onError } = startCounted(away);
  const from = performance.now();
  const waking = setInterval(() => relay.wake(), 1);
  onTestFinished(() => clearInterval(waking));
  await vi.waitFor(() => expect(onError).toHaveBeenCalledTimes(3), { timeout: 5000 });
  expect(performance.now() - from).toBeGreaterThan(950);
});

test("at its end it stamps what came last, also when another process held the relay meanwhile", async () => {
  const { relay, looks, stamped } = startCounted();
  await vi.waitFor(() => expect(looks.length).toBeGreaterThan(0));
  const release = await holdRelay();
  await write(relay);
  const stopped = relay.stop();
  const before = looks.length;
  await vi.waitFor(() => expect(looks.length).toBeGreaterThan(before));
  await release();
  await stopped;
  expect(await waiting()).toBe(0);
  expect(stamped).toHaveBeenCalled();
});

test("the relay of a process that is killed while it holds it is free at once", async () => {
  const file = fileURLToPath(new URL("../../../test/support/processes/hold-relay.ts", import.meta.url));
  const holder = fork(file, [world.url], { execArgv: ["--import", "tsx"] });
  await once(holder, "message");
  const { relay, stamped } = startCounted();
  await write(relay);
  expect(stamped).not.toHaveBeenCalled();
  holder.kill("SIGKILL");
  await once(holder, "exit");
  const from = performance.now();
  await vi.waitFor(async () => expect(await waiting()).toBe(0), { interval: 5 });
  expect(performance.now() - from).toBeLessThan(500);
});
