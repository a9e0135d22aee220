import { expect, test } from "vitest";
import { signWebhook } from "@/server/lib/crypto/webhook-secret";
import { runWithoutPushes } from "@/test/support/scenes/consume";

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
