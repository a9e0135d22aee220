import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { newMessage } from "./new-message";

describe("create message", () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi(createApp);
  });
  afterAll(() => api.close());

  async function scene() {
    const { client } = await createTokenTenant(api);
    const { path, conversation } = await begin(client);
    const queue = `/v1/contacts/${conversation.contactId}/command-messages`;
    return { client, path, queue, conversation };
  }

  test("a system message is in the history, and is neither the last message nor somebody's reply", async () => {
    const { client, path } = await scene();
    await client.post(`${path}/messages`, { content: "Where is it?", direction: "in" });
    const before = (await client.get(path)).body;
    const shipped = {
      kind: "system",
      template: "Your order {order} has shipped.",
      translations: { zh: "您的订单 {order} 已发货。" },
      parameters: { order: "A-17" },
      clientId: "order-17",
    };
    const { status, body } = await client.post(`${path}/messages`, shipped);
    expect([status, body.storage, body.kind, body.content, body.status, body.direction]).toEqual([
      201,
      "stored",
      "system",
      "Your order A-17 has shipped.",
      null,
      null,
    ]);
    expect((await client.post(`${path}/messages`, shipped)).body).toMatchObject({
      id: body.id,
      isRepeated: true,
    });
    const { clientId: _, kind: __, ...system } = shipped;
    expect((await client.get(`${path}/messages`)).body.data.at(-1).system).toEqual({
      notice: null,
      ...system,
    });
    const after = (await client.get(path)).body;
    const same = ["status", "waitingSince", "lastMessage", "unreadCount"] as const;
    for (const field of same) expect([field, after[field]]).toEqual([field, before[field]]);
  });

  test.each([
    ["template", { template: "{a}".repeat(151) }],
    ["translations.zh", { template: "Hello", translations: { zh: "{a}".repeat(151) } }],
  ])("a system message whose %s is too long with its parameters is refused", async (field, system) => {
    const { client, path } = await scene();
    const parameters = { a: "𝕏".repeat(1_000) };
    const post = (more: object) =>
      client.post(`${path}/messages`, { kind: "system", parameters, ...system, ...more });
    expect(await post({})).toMatchObject({ status: 422, body: { error: { code: "input.invalid", field } } });
    expect((await post({ parameters: { a: "𝕏".repeat(900) } })).status).toBe(201);
  });

  test("a customer's message that does not count leaves the unread count", async () => {
    const { client, path } = await scene();
    await client.post(`${path}/messages`, { content: "x", direction: "in", countsUnread: false });
    expect((await client.get(path)).body.unreadCount).toBe(0);
    await client.post(`${path}/messages`, { content: "x", direction: "in" });
    expect((await client.get(path)).body.unreadCount).toBe(1);
  });

  test("a command message waits in its recipient's queue until it is acknowledged", async () => {
    const { client, path, queue, conversation } = await scene();
    const send = (more: object = {}) =>
      client.post(`${path}/messages`, { storage: "command", contentAttributes: { cmd: "refresh" }, ...more });
    const { status, body, headers } = await send({ clientId: "c-1" });
    expect([status, body.storage, headers.get("location")]).toEqual([
      201,
      "command",
      `${path}/command-messages`,
    ]);
    expect(body.recipients).toEqual([{ contactId: conversation.contactId, number: 1 }]);
    expect((await send({ clientId: "c-1" })).body).toEqual({ ...body, isRepeated: true });
    const taken = await send({ clientId: "c-1", content: "other" });
    expect([taken.status, taken.body.error.code]).toEqual([409, "client_id.taken"]);
    await send();
    expect((await client.get(`${queue}?limit=1`)).body).toMatchObject({
      data: [{ number: 1, command: body.command }],
      hasMore: true,
    });
    const acknowledged = await client.post(`${queue}/acknowledge`, { upTo: 1 });
    expect(acknowledged.body).toEqual({
      acknowledged: 1,
      conversations: [{ displayId: conversation.displayId, inboxId: conversation.inboxId, acknowledged: 1 }],
    });
    expect((await client.get(queue)).body.data.map(({ number }: { number: number }) => number)).toEqual([2]);
    const { data, nextCursor } = (await client.get(`${path}/command-messages?limit=1`)).body;
    expect(data).toMatchObject([{ recipients: 1, acknowledged: 0 }]);
    const earlier = (await client.get(`${path}/command-messages?limit=1&cursor=${nextCursor}`)).body;
    expect(earlier).toMatchObject({ data: [{ recipients: 1, acknowledged: 1 }], nextCursor: null });
    expect((await client.get(`${path}/messages`)).body.data).toEqual([]);
  });

  test("a customer's command message is theirs, and waits for nobody else where there is none", async () => {
    const { client, path, conversation } = await scene();
    const { body } = await client.post(`${path}/messages`, {
      storage: "command",
      content: "x",
      direction: "in",
    });
    expect(body.command.sender).toMatchObject({ type: "contact", id: conversation.contactId });
    expect(body.recipients).toEqual([]);
  });

  test("a long ephemeral message is refused by its field", async () => {
    const { client, path } = await scene();
    const { status, body } = await client.post(`${path}/messages`, {
      storage: "ephemeral",
      content: "x".repeat(6_001),
    });
    expect([status, body.error.code, body.error.field]).toEqual([422, "input.invalid", "content"]);
  });
});

describe("newMessage", () => {
  const fault = (body: object) => {
    const parsed = newMessage.safeParse(body);
    const [issue] = parsed.error?.issues ?? [];
    return issue ? issue.path[0] : null;
  };

  test.each<[object, string | null]>([
    [{ content: "x" }, null],
    [{ content: "x", countsUnread: false }, null],
    [{ content: "x", direction: "in", countsUnread: false }, null],
    [{ content: "x", recipientIds: [1] }, "recipientIds"],
    [{ content: "x", expiresInSeconds: 60 }, "expiresInSeconds"],
    [{ content: "x", private: true, countsUnread: false }, "countsUnread"],
    [
      { storage: "command", contentAttributes: { cmd: "typing" }, recipientIds: [], expiresInSeconds: 60 },
      null,
    ],
    [{ storage: "command", direction: "in", fromContactId: 1 }, null],
    [{ storage: "command", fromContactId: 1 }, "fromContactId"],
    [{ storage: "command", expiresInSeconds: 31 * 86_400 }, "expiresInSeconds"],
    [{ storage: "command", fileIds: [1] }, "fileIds"],
    [{ storage: "command", resolve: true }, "resolve"],
    [{ storage: "command", holdMs: 5_000 }, "holdMs"],
    [{ storage: "command", private: true }, "private"],
    [{ storage: "command", sourceId: "p-1" }, "sourceId"],
    [{ storage: "command", countsUnread: false }, "countsUnread"],
    [{ storage: "ephemeral", content: "…", clientId: "c" }, null],
    [{ storage: "ephemeral", fileIds: [1] }, "fileIds"],
    [{ storage: "ephemeral", lastSeenNumber: 1 }, "lastSeenNumber"],
    [{ storage: "ephemeral", expiresInSeconds: 60 }, "expiresInSeconds"],
    [{ storage: "forever" }, "storage"],
    [{ kind: "system", template: "{n}", parameters: { n: 1 }, translations: { zh: "{n}" } }, null],
    [{ kind: "system", template: "x", countsUnread: false, clientId: "c" }, null],
    [{ kind: "system" }, "template"],
    [{ kind: "system", template: "x", content: "x" }, "content"],
    [{ kind: "system", template: "x", direction: "in" }, "direction"],
    [{ kind: "system", template: "x", fileIds: [1] }, "fileIds"],
    [{ kind: "system", template: "x", resolve: true }, "resolve"],
    [{ kind: "system", template: "x", storage: "command" }, "storage"],
    [{ kind: "system", template: "x", translations: { "not a tag": "x" } }, "translations"],
    [{ template: "x" }, "template"],
    [{ content: "x", parameters: { n: 1 } }, "parameters"],
  ])("%j is refused by the field that makes no sense: %s", (body, field) => {
    expect(fault(body)).toBe(field);
  });
});
