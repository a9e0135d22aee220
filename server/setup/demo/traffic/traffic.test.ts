import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createApp } from "@/server/http/app";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createRandom } from "@/server/setup/demo/random";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { ApiRefusal, checkServer, createClient, TrafficFailure } from "./client";
import { startTraffic } from "./traffic";

let api: Api;
beforeAll(async () => {
  api = await openApi((parts) => createApp({ ...parts, dialects: [] }));
});
afterAll(() => api.close());

const clientFor = (token: string, baseUrl = api.url) =>
  createClient({ baseUrl, token, onAway: () => {}, signal: new AbortController().signal });

test("customers keep writing, and messages to them get receipts", async () => {
  const { client, token } = await createTokenTenant(api);
  await client.post("/v1/inboxes", { name: "WhatsApp" });
  const errors: unknown[] = [];
  const traffic = await startTraffic({
    client: clientFor(token),
    random: createRandom(3),
    pace: 60,
    print: () => {},
    onError: (error) => errors.push(error),
  });
  const conversations = async () => (await client.get("/v1/conversations")).body.data;
  await waitUntil(async () => (await conversations()).some((c: { lastNumber: number }) => c.lastNumber > 0), {
    withinMs: 10_000,
  });
  const [conversation] = (await conversations()).slice(-1);
  const path = `/v1/conversations/${conversation.displayId}/messages`;
  const sent = (await client.post(path, { content: "Olá!" })).body;

  const hasTick = async () =>
    ["read", "delivered", "failed"].includes((await client.get(`/v1/messages/${sent.id}`)).body.status);
  expect(await waitUntil(hasTick, { withinMs: 90_000 })).toBe(true);
  expect(await waitUntil(() => traffic.counts().messages >= 5, { withinMs: 90_000 })).toBe(true);
  await traffic.stop();
  expect(errors).toEqual([]);
  expect(traffic.counts().receipts).toBeGreaterThan(0);
});

test("an account without an inbox fails with a message", async () => {
  const { token } = await createTokenTenant(api);
  const options = { random: createRandom(1), pace: 1, print: () => {}, onError: () => {} };
  await expect(startTraffic({ client: clientFor(token), ...options })).rejects.toThrow("has no inbox yet");
});

test("an unreachable server and an invalid token fail with one line", async () => {
  await expect(checkServer("http://127.0.0.1:1", "t")).rejects.toThrow(
    "Tickline is not reachable at http://127.0.0.1:1",
  );
  await expect(checkServer(api.url, "nobody")).rejects.toBeInstanceOf(TrafficFailure);
  await expect(clientFor("nobody").get("/v1/me", z.unknown())).rejects.toBeInstanceOf(ApiRefusal);
});
