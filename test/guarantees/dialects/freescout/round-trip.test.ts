import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freescout } from "@/server/dialects/freescout/webhooks/webhook-format";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createAddressPolicy } from "@/server/lib/outbound/address-policy";
import { createOutbound } from "@/server/lib/outbound/post";
import { provideAddressPolicy, systemResolve } from "@/server/lib/outbound/target";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import { startWebhooks, type Webhooks } from "@/server/worker/webhooks/open-webhooks";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";
import { openReceiver, type Receiver } from "@/test/support/clients/receiver";

// A typical client: it creates its webhook and writes by the API, and checks the signature of what it receives.

const LOOPBACK = ["127.0.0.0/8"];

let api: Api;
let scene: WireScene;
let receiver: Receiver;
let webhooks: Webhooks;
beforeAll(async () => {
  provideWebhookFormats([freescout]);
  provideAddressPolicy(LOOPBACK);
  api = await openFreescout();
  scene = await openScene(api);
  receiver = await openReceiver();
  const { database, run, now } = api.services;
  const outbound = createOutbound({
    policy: createAddressPolicy(LOOPBACK),
    resolve: systemResolve,
    totalMs: 5_000,
  });
  const log = { warn: () => undefined, error: () => undefined };
  webhooks = startWebhooks({ outbound, database, run, now, log, baseUrl: api.url, random: () => 0.5 });
});
afterAll(async () => {
  await webhooks.stop();
  await receiver.close();
  await api.close();
  provideAddressPolicy([]);
});

test("a client's changes by the API arrive at its webhook, signed over the bytes", async () => {
  const { client, userId, path, id } = scene;
  const events = ["convo.status", "convo.agent.reply.created", "convo.deleted", "convo.deleted_forever"];
  const made = await client.post("/webhooks", { url: receiver.url, events });
  expect(made.status, JSON.stringify(made.body)).toBe(201);

  await client.post(`${path}/threads`, { type: "customer", text: "Not asked for" });
  await client.post(`${path}/threads`, { type: "message", text: "Bye", user: userId, status: "closed" });
  await client.put(path, { byUser: userId, status: "active" });
  await client.put(path, { byUser: userId, status: "active" });
  await client.delete(path);

  await api.stamped();
  webhooks.wake();
  const isWhole = await waitUntil(() => receiver.taken.length >= 5, { withinMs: 15_000 });
  expect(isWhole, `${receiver.taken.length} came`).toBe(true);
  const kinds = receiver.taken.map(({ headers }) => headers["x-freescout-event"]);
  expect(kinds.sort()).toEqual([
    "convo.agent.reply.created",
    "convo.deleted",
    "convo.deleted_forever",
    "convo.status",
    "convo.status",
  ]);
  for (const { headers, body, json } of receiver.taken) {
    const signature = createHmac("sha1", made.body.secret).update(body).digest("base64");
    expect(headers["x-freescout-signature"]).toBe(signature);
    expect(json).toMatchObject({ id });
  }
  const ids = receiver.taken.map(({ headers }) => headers["webhook-id"]);
  expect(new Set(ids).size).toBe(5);
});

test("the list of webhooks shows the last run of each", async () => {
  const read = async () => (await scene.client.get("/webhooks")).body._embedded.webhooks[0];
  const hasRun = await waitUntil(async () => (await read()).lastRunTime !== null, { withinMs: 15_000 });
  expect(hasRun).toBe(true);
  expect(await read()).toMatchObject({
    lastRunTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    lastRunError: "",
  });
});

test("a webhook names the same people as the API: assignee, writer and closer, with names and addresses", async () => {
  const own = await openScene(api);
  const agent = await own.agent([own.inboxId]);
  const taker = await openReceiver();
  await own.client.post("/webhooks", {
    url: taker.url,
    events: ["convo.assigned", "convo.agent.reply.created", "convo.note.created", "convo.status"],
  });
  const { path, userId } = own;
  await own.client.put(path, { byUser: userId, assignTo: agent.userId });
  await agent.post(`${path}/threads`, { type: "note", text: "Mine", user: agent.userId });
  await own.client.post(`${path}/threads`, { type: "message", text: "Bye", user: userId, status: "closed" });
  const answered = (await own.client.get(path)).body;
  await agent.post(`${path}/threads`, { type: "note", text: "Later", user: agent.userId });
  await api.stamped();
  webhooks.wake();
  const isWhole = await waitUntil(() => taker.taken.length >= 5, { withinMs: 15_000 });
  expect(isWhole, `${taker.taken.length} came`).toBe(true);
  const receivedAs = (name: string) =>
    taker.taken.filter(({ headers }) => headers["x-freescout-event"] === name).map(({ json }) => json);

  const bo = {
    id: agent.userId,
    type: "user",
    firstName: "Bo",
    lastName: "Lind",
    email: expect.stringMatching("@"),
  };
  expect(answered.assignee).toMatchObject(bo);
  for (const { json } of taker.taken) {
    expect(json.assignee).toEqual(answered.assignee);
    for (const thread of json._embedded.threads) expect(thread.assignedTo).toEqual(answered.assignee);
  }
  const [note] = receivedAs("convo.note.created").filter((body) => body._embedded.threads[0].body === "Mine");
  expect(note._embedded.threads[0].createdBy).toMatchObject(bo);
  const [reply] = receivedAs("convo.agent.reply.created");
  const [closed] = receivedAs("convo.status");
  expect(answered.closedBy).toBe(userId);
  for (const body of [reply, closed]) {
    expect(body).toMatchObject({ status: "closed", closedBy: userId });
    expect(body.closedByUser).toEqual(answered.closedByUser);
    expect(body.closedAt).toBe(answered.closedAt);
  }
  const thread = answered._embedded.threads.find(({ body }: { body: string }) => body === "Bye");
  expect(thread.createdBy.email).toMatch("@");
  expect(reply._embedded.threads[0].createdBy).toEqual(thread.createdBy);
  const [later] = receivedAs("convo.note.created").filter(
    (body) => body._embedded.threads[0].body === "Later",
  );
  expect(later).toMatchObject({ status: "closed", closedBy: null }); // not the earlier closing
  await taker.close();
});

test("a conversation created with several threads sends a webhook with the newest, and one for each thread", async () => {
  const own = await openScene(api);
  const taker = await openReceiver();
  await own.client.post("/webhooks", {
    url: taker.url,
    events: [
      "convo.created",
      "convo.agent.reply.created",
      "convo.customer.reply.created",
      "convo.note.created",
    ],
  });
  const made = await own.client.post("/conversations", {
    type: "email",
    mailboxId: own.inboxId,
    subject: "Order 7",
    customer: { email: "li@example.test" },
    threads: [
      { type: "note", text: "Known", user: own.userId },
      { type: "message", text: "On its way", user: own.userId },
      { type: "customer", text: "Where is it?", customer: { email: "li@example.test" } },
    ],
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await api.stamped();
  webhooks.wake();
  expect(await waitUntil(() => taker.taken.length >= 4, { withinMs: 90_000 })).toBe(true);
  const kinds = taker.taken.map(({ headers, json }) => [
    headers["x-freescout-event"],
    json._embedded.threads.map(({ body }: { body: string }) => body),
  ]);
  expect(kinds.sort()).toEqual([
    ["convo.agent.reply.created", ["On its way"]],
    ["convo.created", ["Known"]],
    ["convo.customer.reply.created", ["Where is it?"]],
    ["convo.note.created", ["Known"]],
  ]);
  await taker.close();
});
