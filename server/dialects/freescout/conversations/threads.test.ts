import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Api } from "@/test/support/clients/api";
import { openFreescout, openScene, type WireScene } from "@/test/support/clients/freescout";

let api: Api;
let s: WireScene;
beforeAll(async () => {
  api = await openFreescout();
});
beforeEach(async () => {
  s = await openScene(api);
});
afterAll(() => api.close());

const post = (json: object, headers?: Record<string, string>) =>
  s.client.post(`${s.path}/threads`, json, headers);
const show = async () => (await s.client.get(s.path)).body;
const close = () => s.client.put(s.path, { byUser: s.userId, status: "closed" });

const THREADS: [title: string, from: string, json: object, expected: string[], status: string][] = [
  [
    "a message makes it pending",
    "active",
    { type: "message" },
    ["message.created", "message.send_requested", "conversation.status_changed"],
    "pending",
  ],
  [
    "a message in a pending conversation",
    "pending",
    { type: "message" },
    ["message.created", "message.send_requested"],
    "pending",
  ],
  [
    "a message that closes",
    "active",
    { type: "message", status: "closed" },
    ["message.created", "message.send_requested", "conversation.status_changed"],
    "closed",
  ],
  [
    "a message that keeps it active",
    "active",
    { type: "message", status: "active" },
    ["message.created", "message.send_requested"],
    "active",
  ],
  ["an imported message", "active", { type: "message", imported: true }, ["message.created"], "active"],
  [
    "a customer's message reopens",
    "closed",
    { type: "customer" },
    ["message.created", "conversation.status_changed"],
    "active",
  ],
  [
    "a customer's message in a pending conversation",
    "pending",
    { type: "customer" },
    ["message.created", "conversation.status_changed"],
    "active",
  ],
  [
    "a customer's message in an active conversation",
    "active",
    { type: "customer" },
    ["message.created"],
    "active",
  ],
  [
    "a customer's message that closes",
    "active",
    { type: "customer", status: "closed" },
    ["message.created", "conversation.status_changed"],
    "closed",
  ],
  ["a note changes no status", "closed", { type: "note" }, ["note.created"], "closed"],
  [
    "a note that closes",
    "active",
    { type: "note", status: "closed" },
    ["note.created", "conversation.status_changed"],
    "closed",
  ],
];

test.each(THREADS)("%s", async (_, from, json, expected, status) => {
  await s.client.put(s.path, { byUser: s.userId, status: from });
  await s.told();
  const answer = await post({ text: "Hello", user: s.userId, ...json });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  expect(answer.headers.get("resource-id")).toBe(String(answer.body.id));
  const events = await s.told();
  expect(events.map(({ type }) => type)).toEqual(expected);
  expect(new Set(events.map(({ operationId }) => operationId)).size).toBe(1);
  const shown = await show();
  expect(shown.status).toBe(status);
  expect(shown._embedded.threads.map(({ id }: { id: number }) => id)).toContain(answer.body.id);
});

test("threads are listed the newest first, with their authors", async () => {
  await post({ type: "customer", text: "Where is <b>it</b>?<br>And when?" });
  await post({ type: "message", text: "On its way &amp; soon", user: s.userId });
  await post({ type: "note", text: "a < b", user: s.userId });
  const { _embedded, threadsCount, assignee } = await show();
  const written = _embedded.threads.filter(({ type }: { type: string }) => type !== "lineitem");
  expect(written).toMatchObject([
    { type: "note", body: "a &lt; b", createdBy: { id: s.userId, type: "user" } },
    { type: "message", body: "On its way &amp; soon", createdBy: { id: s.userId }, to: ["li@example.test"] },
    {
      type: "customer",
      body: "Where is it?<br>And when?",
      createdBy: { id: s.contactId, type: "customer" },
      source: { via: "customer" },
    },
  ]);
  expect(threadsCount).toBe(_embedded.threads.length);
  expect(assignee).toBeNull();
});

test("each thread and line item keeps the status it had", async () => {
  await post({ type: "message", text: "Wait", user: s.userId }); // makes it pending
  await post({ type: "note", text: "Still waiting", user: s.userId });
  await s.client.put(s.path, { byUser: s.userId, status: "active" });
  await post({ type: "message", text: "Done", user: s.userId, status: "closed" });
  const other = await s.api.world.run(createInbox, s.admin, { name: "Other", channel: "api" });
  await s.client.put(s.path, { byUser: s.userId, mailboxId: other.result.id });
  await s.client.put(s.path, { byUser: s.userId, status: "active" });
  await s.client.put(s.path, { byUser: s.userId, status: "spam" });
  const { _embedded } = await show();
  type Thread = { type: string; status: string; action: { type: string; text: string } };
  const told = _embedded.threads
    .toReversed()
    .map(({ type, status, action }: Thread) => [
      type,
      status,
      action.type && `${action.type}: ${action.text.replace("Integrator ", "")}`,
    ]);
  expect(told).toEqual([
    ["message", "pending", ""],
    ["lineitem", "pending", "changed-ticket-status: marked as pending"],
    ["note", "pending", ""],
    ["lineitem", "active", "changed-ticket-status: marked as active"],
    ["message", "closed", ""],
    ["lineitem", "closed", "changed-ticket-status: marked as closed"],
    ["lineitem", "closed", "moved-from-mailbox: moved conversation from another mailbox"],
    ["lineitem", "active", "changed-ticket-status: marked as active"],
    ["lineitem", "spam", "changed-ticket-status: marked as spam"],
  ]);
});

test("a link keeps its target, which answers show, too", async () => {
  await post({ type: "message", text: '<a href="https://x.io/a?b=1&amp;c=2">link</a>', user: s.userId });
  const { body } = (await show())._embedded.threads.find(({ type }: { type: string }) => type === "message");
  expect(body).toBe("link (https://x.io/a?b=1&amp;c=2)");
});

test("a message sent elsewhere is marked as imported, and its tick begins as sent", async () => {
  const { body } = await post({ type: "message", text: "Old", user: s.userId, imported: true });
  const headers = { authorization: `Bearer ${s.client.key}` };
  const message = await (await fetch(`${api.url}/v1/messages/${body.id}`, { headers })).json();
  expect(message).toMatchObject({ status: "sent", contentAttributes: { imported: true } });
});

test("a repeated request creates one thread under one Idempotency-Key", async () => {
  const send = () => post({ type: "message", text: "Once", user: s.userId }, { "idempotency-key": "once" });
  const answers = await Promise.all([send(), send()]);
  expect(answers[0]?.body).toEqual(answers[1]?.body);
  expect((await s.told()).filter(({ type }) => type === "message.created")).toHaveLength(1);
});

describe("a refused thread changes nothing", () => {
  test.each([
    ["no type", { text: "x" }, "type"],
    ["no text", { type: "message", text: " <br> " }, "text"],
    ["a message without a user", { type: "message", text: "x" }, "user"],
    ["an unknown user", { type: "note", text: "x", user: 999_999_999 }, "user"],
    ["another customer", { type: "customer", text: "x", customer: { id: 999_999_999 } }, "customer.id"],
    ["a draft", { type: "message", text: "x", user: 1, state: "draft" }, "state"],
    ["an unknown status", { type: "message", text: "x", user: 1, status: "open" }, "status"],
  ])("%s", async (_, json, path) => {
    const { status, body } = await post(json);
    expect({ status, path: body._embedded.errors[0]?.path }).toEqual({ status: 400, path });
    expect(await s.told()).toEqual([]);
  });

  test("another customer's email or phone", async () => {
    const reached = { email: "near@example.test", phones: ["030 901 840"] };
    await s.client.post("/customers", { firstName: "Near", ...reached });
    await s.told();
    for (const [by, named] of [
      ["email", "NEAR@example.test"],
      ["phone", "030-901-840"],
    ]) {
      const { status, body } = await post({ type: "customer", text: "x", customer: { [`${by}`]: named } });
      expect([status, body._embedded.errors[0]?.path]).toEqual([400, `customer.${by}`]);
    }
    expect(await s.told()).toEqual([]);
    const own = { type: "customer", text: "x", customer: { email: "li@example.test" } };
    expect((await post(own)).status).toBe(201);
  });

  test("a message in the trash", async () => {
    const headers = { authorization: `Bearer ${s.client.key}` };
    const { number } = await show();
    await fetch(`${api.url}/v1/conversations/${number}/trash`, { method: "POST", headers });
    expect((await post({ type: "message", text: "x", user: s.userId })).status).toBe(409);
    expect((await post({ type: "customer", text: "I am back" })).status).toBe(201);
    expect((await show()).state).toBe("published");
  });
});

test("an explicit status after a customer's message is one change, not two", async () => {
  await close();
  await s.told();
  await post({ type: "customer", text: "Thanks", status: "active" });
  expect((await s.told()).map(({ type }) => type)).toEqual([
    "message.created",
    "conversation.status_changed",
  ]);
});
