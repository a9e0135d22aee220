import { afterAll, beforeAll, expect, test } from "vitest";
import { emptySnapshot, reduceAll } from "@/server/contract/event/reduce";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

async function readLog({ get }: Client) {
  const events = [];
  for (let after = ""; ; ) {
    const { body } = await get(`/v1/events?limit=7&after=${after}`);
    events.push(...body.data);
    if (!body.hasMore) return events;
    after = body.nextCursor;
  }
}

test("a customer is answered, reads the answer, and opens the resolved conversation by writing again", async () => {
  const { client } = await createTokenTenant(api);
  const { get, post, patch } = client;
  const { inbox, contact, conversation, path } = await begin(client);
  expect(conversation).toMatchObject({
    displayId: 1,
    status: "open",
    cause: { rule: "default_open" },
    message: null,
  });
  expect(contact.inbox).toMatchObject({ id: inbox.id });

  const incoming = await post(`${path}/messages`, { content: "你好", direction: "in" });
  expect(incoming).toMatchObject({
    status: 201,
    body: { status: null, direction: "in", sender: { type: "contact" } },
  });
  expect(incoming.body.conversation).toMatchObject({ displayId: 1, unreadCount: 1 });
  const outgoing = await post(`${path}/messages`, { content: "Hello" });
  expect(outgoing).toMatchObject({ status: 201, body: { status: "pending", direction: "out", number: 2 } });

  const report = async (receipt: object) =>
    (await post("/v1/receipts", { receipts: [{ messageId: outgoing.body.id, ...receipt }] })).body.results[0];
  expect(await report({ signal: "delivered" })).toEqual({
    result: "applied",
    messageId: outgoing.body.id,
    status: "delivered",
  });
  expect(await report({ signal: "sent" })).toMatchObject({ result: "stale", status: "delivered" });
  expect(await report({ signal: "read" })).toMatchObject({ result: "applied", status: "read" });
  const { body: timeline } = await get(`/v1/messages/${outgoing.body.id}/receipts`);
  expect(timeline.data.map((r: { signal: string; result: string }) => [r.signal, r.result])).toEqual([
    ["delivered", "applied"],
    ["sent", "stale"],
    ["read", "applied"],
  ]);
  expect(timeline.attempts).toMatchObject([{ number: 1 }]);

  const resolved = await post(`${path}/status`, { signal: "resolve" });
  expect(resolved.body).toMatchObject({ status: "resolved", cause: { rule: "manual" } });
  await post(`${path}/messages`, { content: "One more thing", direction: "in" });
  expect((await get(path)).body).toMatchObject({ status: "open", cause: { rule: "customer_reply" } });
  const { body: transitions } = await get(`${path}/transitions`);
  expect(transitions.data.map((t: { from: string; to: string }) => [t.from, t.to])).toEqual([
    ["resolved", "open"],
    ["open", "resolved"],
    [null, "open"],
  ]);

  await patch(`/v1/inboxes/${inbox.id}`, { name: "WhatsApp Berlin" });
  await api.stamped();
  const events = await readLog(client);
  expect(events.map((e) => e.seq)).toEqual(events.map((_, i) => i + 1));
  const replayed = reduceAll(emptySnapshot, events);
  const { contact: _, ...now } = (await get(path)).body;
  expect(replayed.conversation[now.id]).toEqual(now);
  expect(replayed.message[outgoing.body.id]).toEqual((await get(`/v1/messages/${outgoing.body.id}`)).body);
  expect(replayed.inbox[inbox.id]).toEqual((await get(`/v1/inboxes/${inbox.id}`)).body);
});

test("a bot that takes reopened conversations makes one pending, and the cause names the setting and who set it", async () => {
  const { client } = await createTokenTenant(api);
  const { inbox, path } = await begin(client);
  const settings = { botEnabled: true, botTakesReopened: true };
  const changed = await client.patch(`/v1/inboxes/${inbox.id}/policy`, {
    ...settings,
    reason: "Trial of the bot",
  });
  expect(changed).toMatchObject({ status: 200, body: settings });
  await client.post(`${path}/status`, { signal: "resolve" });
  const { body } = await client.post(`${path}/messages`, { content: "Again", direction: "in" });
  expect(body.conversation).toMatchObject({
    status: "pending",
    cause: {
      rule: "bot_takes_reopened",
      setting: "botTakesReopened",
      value: true,
      changeId: expect.any(Number),
      changedBy: { type: "token", name: "Integrator" },
    },
  });
  const { body: changes } = await client.get(`/v1/inboxes/${inbox.id}/policy/changes?limit=1`);
  expect(changes.data).toMatchObject([{ reason: "Trial of the bot", via: "api", from: false, to: true }]);
  const { body: rest } = await client.get(
    `/v1/inboxes/${inbox.id}/policy/changes?cursor=${changes.nextCursor}`,
  );
  expect(rest).toMatchObject({ data: [{ id: expect.any(Number) }], nextCursor: null });
});

test("with startAsPending a new conversation is pending, and a resolved one with a new message is open", async () => {
  const { client } = await createTokenTenant(api);
  const { conversation, path } = await begin(client, { startAsPending: true });
  expect(conversation).toMatchObject({ status: "pending", cause: { rule: "start_as_pending" } });
  await client.post(`${path}/messages`, { content: "Done", resolve: true });
  expect((await client.get(path)).body.status).toBe("resolved");
  const { body } = await client.post(`${path}/messages`, { content: "Again", direction: "in" });
  expect(body.conversation).toMatchObject({ status: "open", cause: { rule: "customer_reply" } });
});

test("a message to a resolved conversation may be stored in another one, which the answer names", async () => {
  const { client } = await createTokenTenant(api);
  const { path } = await begin(client, { onMessageAfterResolve: "newConversation" });
  await client.post(`${path}/status`, { signal: "resolve" });
  const { body } = await client.post(`${path}/messages`, { content: "Again", direction: "in" });
  expect(body.conversation).toMatchObject({
    displayId: 2,
    status: "open",
    cause: { via: "new_conversation" },
  });
  expect((await client.get("/v1/conversations/2/messages")).body.data).toMatchObject([{ content: "Again" }]);
  expect((await client.get(path)).body.status).toBe("resolved");
});

test("a failed message is sent again as the next attempt", async () => {
  const { client } = await createTokenTenant(api);
  const { inbox, path } = await begin(client);
  const { body: message } = await client.post(`${path}/messages`, { content: "Hello", sourceId: "wamid.1" });
  const failed = { inboxId: inbox.id, sourceId: "wamid.1", signal: "failed", error: "131026" };
  await client.post("/v1/receipts", { receipts: [failed] });
  expect((await client.get(`/v1/messages/${message.id}`)).body).toMatchObject({
    status: "failed",
    externalError: "131026",
  });
  const retried = await client.post(`/v1/messages/${message.id}/retry`);
  expect(retried).toMatchObject({
    status: 200,
    body: { status: "pending", attempt: 2, externalError: null },
  });
});

test("one request reports about many messages, and a bad receipt fails alone", async () => {
  const { client } = await createTokenTenant(api);
  const { inbox, path } = await begin(client);
  const one = (await client.post(`${path}/messages`, { content: "1" })).body;
  const incoming = (await client.post(`${path}/messages`, { content: "2", direction: "in" })).body;
  const { body } = await client.post("/v1/receipts", {
    receipts: [
      { messageId: one.id, signal: "sent" },
      { messageId: 999_999_999, signal: "sent" },
      { messageId: incoming.id, signal: "read" },
      { inboxId: inbox.id, sourceId: "unheard-of", signal: "read" },
      { messageId: one.id, attempt: 7, signal: "sent" },
      { sourceId: "half an address", signal: "sent" },
      { messageId: one.id, signal: "delivered" },
    ],
  });
  expect(body.results).toEqual([
    { result: "applied", messageId: one.id, status: "delivered" },
    {
      ...{ result: "message.not_found", error: "Message not found." },
      ...{ reason: "unknown_message", next: expect.any(String) },
    },
    { result: "no_tick", messageId: incoming.id, status: null },
    { result: "parked" },
    { result: "receipt.unknown_attempt", messageId: one.id, status: "delivered", error: expect.any(String) },
    { result: "input.invalid", error: expect.any(String) },
    { result: "applied", messageId: one.id, status: "delivered" },
  ]);
});

test("conversations are listed by last activity, creation and longest wait, page by page", async () => {
  const { client } = await createTokenTenant(api);
  const { inbox, contact } = await begin(client);
  for (let i = 0; i < 2; i++)
    await client.post("/v1/conversations", { inboxId: inbox.id, contactId: contact.id });
  for (const displayId of [2, 1])
    await client.post(`/v1/conversations/${displayId}/messages`, { content: "?", direction: "in" });
  const listed = async (sort: string) => {
    const ids: number[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const { body } = await client.get(`/v1/conversations?limit=2&sort=${sort}&cursor=${cursor}`);
      ids.push(...body.data.map((row: { displayId: number }) => row.displayId));
      cursor = body.nextCursor;
    }
    return ids;
  };
  expect(await listed("last_activity")).toEqual([1, 2, 3]);
  expect(await listed("created_at")).toEqual([3, 2, 1]);
  expect(await listed("waiting_since")).toEqual([2, 1, 3]);
});
