import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { signWebhook } from "@/server/lib/crypto/webhook-secret";
import { createRestorable, runRestore, runWithoutPushes, writeMany } from "@/test/support/scenes/consume";
import {
  expectSameAsLists,
  hasCaughtUp,
  linesOf,
  openTalk,
  startConsumer,
  startProductOn,
} from "@/test/support/scenes/consumer-scene";

describe("consume", () => {
  test("a consumer without pushes polls the log", async () => {
    expect.hasAssertions();
    await runWithoutPushes(async () => undefined, "1");
  }, 180_000);

  test("a consumer whose heartbeat shows a gap polls immediately", async () => {
    expect.hasAssertions();
    await runWithoutPushes(async ({ hook, secret, lastSeq }) => {
      const id = crypto.randomUUID();
      const body = Buffer.from(JSON.stringify({ id, type: "system.heartbeat", data: { lastSeq } }));
      const timestampS = Math.floor(Date.now() / 1000);
      const headers = {
        "webhook-id": id,
        "webhook-timestamp": String(timestampS),
        "webhook-signature": signWebhook([secret], { id, timestampS, body }),
      };
      expect((await fetch(`${hook}/hook`, { method: "POST", headers, body })).status).toBe(204);
    }, "900");
  }, 180_000);
});

describe("consume restored", () => {
  /** The other ways of a restore: test/long/consume.test.ts. */
  test("a consumer that was away agrees with the product after a restore, although the log is longer than before", async () => {
    expect.hasAssertions();
    await runRestore({ isAway: true, written: 60, how: "declared" });
  }, 240_000);

  test("a consumer agrees with the product after an absence longer than the log is kept, and so does a new one", async () => {
    const database = await createRestorable();
    const { request, env, hook, state } = await startProductOn(["*"], { DATABASE_URL: database.url });
    const own = { ...env, RECONCILE_SECONDS: "900" };
    const consumer = startConsumer(own);
    const { path, purge } = await openTalk(request);
    await writeMany(request, path, "told", 3);
    await hasCaughtUp(request, hook);
    consumer.kill("SIGKILL");
    await once(consumer, "exit");
    await writeMany(request, path, "untold", 3);
    const { isConfirmed } = await purge();
    await database.dropWholeLog();

    const second = startConsumer(own);
    await isConfirmed(); // its event has expired from the log: a tombstone remains
    await expectSameAsLists(request, hook);
    expect(linesOf(state).some((line) => line.includes("a secret"))).toBe(false);
    second.kill("SIGKILL");
    await once(second, "exit");
    startConsumer({ ...own, STATE: `${state}-fresh` });
    await writeMany(request, path, "after", 3);
    await hasCaughtUp(request, hook);
    await expectSameAsLists(request, hook);
  }, 180_000);
});
