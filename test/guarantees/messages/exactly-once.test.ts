import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
let accountId: number;
let inboxId: number;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client, accountId } = await createTokenTenant(api));
  inboxId = (await client.post("/v1/inboxes", { name: "WhatsApp" })).body.id;
});
afterAll(() => api.close());

const counts = async () =>
  api.world.database.query(
    `select (select count(*) from contact where account_id = $1) as contacts,
            (select count(*) from conversation where account_id = $1) as conversations,
            (select count(*) from message where account_id = $1 and kind = 'message') as messages`,
    [accountId],
  );

const deliver = (from: string, i: number) =>
  client.post(`/v1/inboxes/${inboxId}/messages`, {
    from: { sourceId: from, name: from },
    content: `No. ${i}`,
    sourceId: `m-${i}`,
  });

test("bursts of customers' messages, delivered twice each, are stored once", async () => {
  const burst = Array.from({ length: 25 }, (_, i) => () => deliver(`new-${i % 5}`, i));
  const known = Array.from({ length: 15 }, (_, i) => () => deliver("new-0", 100 + i));
  const answers = await Promise.all([...burst, ...burst].map((call) => call()));
  expect(answers.filter(({ body }) => body.isRepeated)).toHaveLength(25);
  await Promise.all([...known, ...known].map((call) => call()));
  const stored = [{ contacts: 5, conversations: 5, messages: 40 }];
  expect(await counts()).toEqual(stored);
  const again = await Promise.all([...burst, ...known].map((call) => call()));
  expect(again.every(({ status, body }) => status === 201 && body.isRepeated)).toBe(true);
  expect(await counts()).toEqual(stored);
});

test("a repeated delivery does not reopen a resolved conversation", async () => {
  const first = await deliver("amal", 500);
  const { displayId } = first.body.conversation;
  await client.post(`/v1/conversations/${displayId}/status`, { signal: "resolve" });
  const again = await deliver("amal", 500);
  expect(again.body).toMatchObject({
    id: first.body.id,
    isRepeated: true,
    conversation: { status: "resolved" },
  });
});

test("the same id from another contact, or with another text, is another message", async () => {
  const first = await deliver("li", 600);
  const other = await deliver("wen", 600);
  expect(other.body).toMatchObject({ isRepeated: false });
  expect(other.body.id).not.toBe(first.body.id);
  const to = `/v1/conversations/${first.body.conversation.displayId}/messages`;
  const incoming = { direction: "in", sourceId: "m-600" };
  expect((await client.post(to, { ...incoming, content: "Edited" })).body.isRepeated).toBe(false);
  expect((await client.post(to, { ...incoming, content: "No. 600" })).body).toMatchObject({
    id: first.body.id,
    isRepeated: true,
  });
});

test("a client id names one message of a conversation, also when it is sent concurrently", async () => {
  const one = (await deliver("ada", 700)).body.conversation.displayId;
  const other = (await deliver("bob", 701)).body.conversation.displayId;
  const send = (displayId: number, content: string) =>
    client.post(`/v1/conversations/${displayId}/messages`, { content, clientId: "c-1" });
  const answers = await Promise.all([send(one, "Hi"), send(one, "Hi"), send(one, "Hi")]);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ body }) => body.isRepeated)).toHaveLength(2);
  expect(await send(one, "Something else")).toMatchObject({
    status: 409,
    body: { error: { code: "client_id.taken", field: "clientId" } },
  });
  expect((await send(other, "Something else")).body.isRepeated).toBe(false);
});

test("a message that was edited or deleted since is still the one that its client id names", async () => {
  const { displayId } = (await deliver("cem", 800)).body.conversation;
  const note = { content: "A note", private: true, clientId: "c-2" };
  const post = () => client.post(`/v1/conversations/${displayId}/messages`, note);
  const { id } = (await post()).body;
  await client.patch(`/v1/messages/${id}`, { content: "Another text" });
  expect((await post()).body).toMatchObject({ id, isRepeated: true });
  await client.post(`/v1/messages/${id}/delete`);
  expect((await post()).body).toMatchObject({ id, isRepeated: true });
});
