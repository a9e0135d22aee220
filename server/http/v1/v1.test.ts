import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { turn } from "@/server/worker/bulk/work-bulk";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

describe("answers", () => {
  // What every route of /v1 answers beside its body.

  let api: Api;
  let client: Client;
  let token: string;
  beforeAll(async () => {
    api = await openApi(createApp);
    ({ client, token } = await createTokenTenant(api));
  });
  afterAll(() => api.close());

  test.each([
    ["PUT", "/v1/contacts/1", "GET, PATCH, DELETE, HEAD, OPTIONS"],
    ["DELETE", "/v1/contacts", "GET, POST, HEAD, OPTIONS"],
    ["GET", "/v1/receipts", "POST, OPTIONS"],
    ["POST", "/v1/openapi.json", "GET, HEAD, OPTIONS"],
    ["POST", "/v1/changes/export/", "GET, HEAD, OPTIONS"],
  ])("%s %s is answered 405 with the methods of the path", async (method, path, allow) => {
    const response = await fetch(api.url + path, { method, headers: { authorization: `Bearer ${token}` } });
    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
    expect((await response.json()).error).toMatchObject({ code: "request.method_not_allowed" });
    const options = await fetch(api.url + path, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([204, allow]);
  });

  test("an unknown path is not found with any method", async () => {
    for (const method of ["GET", "PUT", "OPTIONS"])
      expect((await fetch(`${api.url}/v1/nothing`, { method })).status).toBe(404);
  });

  test("every creation names the path of what it made", async () => {
    const { conversation, path } = await begin(client);
    const locations = async (to: string, body: object) => {
      const { status, headers, body: made } = await client.post(to, body);
      expect(status, JSON.stringify(made)).toBe(201);
      return [headers.get("location"), made];
    };
    const [message, { id }] = await locations(`${path}/messages`, { content: "Hello" });
    expect(message).toBe(`/v1/messages/${id}`);
    expect((await client.get(String(message))).status).toBe(200);
    const second = { inboxId: conversation.inboxId, contactId: conversation.contactId };
    const [other, { displayId }] = await locations("/v1/conversations", second);
    expect(other).toBe(`/v1/conversations/${displayId}`);
    for (const [to, body] of [
      ["/v1/contacts", { name: "Zoë" }],
      ["/v1/inboxes", { name: "Shop" }],
      ["/v1/labels", { name: "vip" }],
      ["/v1/teams", { name: "Returns" }],
      ["/v1/views", { name: "Mine", isShared: false, filter: {} }],
      ["/v1/endpoints", { url: "https://hooks.example.com/", types: ["*"] }],
    ] as const) {
      const [location, made] = await locations(to, body);
      expect(location).toBe(`${to}/${made.id}`);
    }
  });

  test("an answer to a repetition is marked, the first one is not", async () => {
    const { path } = await begin(client, {}, "+4917011111111");
    const send = () => client.post(`${path}/messages`, { content: "Once" }, { "idempotency-key": "marked" });
    const [first, second] = [await send(), await send()];
    expect(second.body).toEqual(first.body);
    expect([first, second].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
  });

  test("a stream for onmessage has unnamed events, each with its cursor", async () => {
    await begin(client, {}, "+4917022222222");
    await api.stamped();
    const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
    const firstOf = async (query: string) => {
      const { body } = await fetch(`${api.url}/v1/events${query}`, { headers });
      const reader = body?.getReader();
      const { value } = (await reader?.read()) ?? {};
      await reader?.cancel();
      return new TextDecoder()
        .decode(value)
        .split("\n\n")[0]
        ?.split("\n")
        .map((line) => line.split(":")[0]);
    };
    expect(await firstOf("")).toEqual(["id", "event", "data"]);
    expect(await firstOf("?named=false")).toEqual(["id", "data"]);
    expect((await client.get("/v1/events?named=no")).status).toBe(422);
  });

  test.each([
    ["a bare list", [{ messageId: 1, signal: "read" }]],
    ["a single receipt", { messageId: 1, signal: "read" }],
  ])("%s of receipts is refused with what to send", async (_, body) => {
    const { status, body: answer } = await client.post("/v1/receipts", body);
    expect(status).toBe(422);
    expect(answer.error.detail).toBe('must be {"receipts": […]}, also for a single receipt');
  });
});

describe("contact names", () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi(createApp);
  });
  afterAll(() => api.close());

  test("a contact's name is on one line and in one direction, however it comes", async () => {
    const { client } = await createTokenTenant(api);
    const { inbox } = await begin(client);
    const name = "\u202eAna\r\nBcc: all@acme.example";
    const stored = "Ana Bcc: all@acme.example";
    const made = await client.post("/v1/contacts", { name });
    expect([made.status, made.body.name]).toEqual([201, stored]);
    const changed = await client.patch(`/v1/contacts/${made.body.id}`, { name: `${name}!` });
    expect(changed.body.name).toBe(`${stored}!`);
    const from = { sourceId: "wa:1", name };
    const written = await client.post(`/v1/inboxes/${inbox.id}/messages`, { from, content: "Hello" });
    expect(written.body.sender.name).toBe(stored);
  });
});

describe("bulk operations", () => {
  let api: Api;
  let client: Client;
  let accountId: number;
  beforeAll(async () => {
    api = await openApi(createApp);
  });
  beforeEach(async () => {
    ({ client, accountId } = await createTokenTenant(api));
  });
  afterAll(() => api.close());

  const RESOLVE = { action: "status", params: { signal: "resolve" } };

  /** Executes the bulk operation as the worker does. */
  const work = (bulkId: number) =>
    turn(
      { run: api.world.run, log: { error: () => undefined, warn: () => undefined } },
      { accountId, bulkId },
    );

  test("the matches of a query are frozen, answered with 202 and a location, and changed by the worker", async () => {
    const { conversation } = await begin(client);
    const { status, body, headers } = await client.post("/v1/bulk-operations", {
      ...RESOLVE,
      target: { query: { status: "open" } },
    });
    expect([status, body.state, body.total, body.processed]).toEqual([202, "running", 1, 0]);
    const location = headers.get("location") ?? "";
    expect(location).toBe(`/v1/bulk-operations/${body.id}`);
    expect((await client.get(`${location}/items?state=pending`)).body.data).toHaveLength(1);

    await work(body.id);
    expect((await client.get(location)).body).toMatchObject({ state: "completed", succeeded: 1 });
    expect((await client.get(`${location}/items`)).body.data).toEqual([
      {
        ordinal: 1,
        conversationId: conversation.id,
        displayId: conversation.displayId,
        state: "succeeded",
        code: null,
      },
    ]);
    const { body: after } = await client.get(`/v1/conversations/${conversation.displayId}`);
    expect(after).toMatchObject({ status: "resolved", cause: { rule: "bulk" } });
  });

  test("a cancelled operation changes nothing more until it is resumed", async () => {
    const { conversation } = await begin(client);
    const many = { ...RESOLVE, target: { displayIds: [conversation.displayId] } };
    const { id } = (await client.post("/v1/bulk-operations", many)).body;
    expect((await client.post(`/v1/bulk-operations/${id}/cancel`)).body.state).toBe("cancelled");
    expect(await work(id)).toBe(false);
    expect((await client.post(`/v1/bulk-operations/${id}/cancel`)).body.error.code).toBe(
      "bulk_operation.not_running",
    );
    expect((await client.post(`/v1/bulk-operations/${id}/resume`)).body.state).toBe("running");
    expect(await work(id)).toBe(true);
    expect((await client.get(`/v1/bulk-operations/${id}`)).body.state).toBe("completed");
  });

  test.each([
    [
      "a snooze into the past",
      "snooze",
      { until: "2020-01-01T00:00:00Z" },
      422,
      "conversation.snooze_in_past",
    ],
    ["an unknown member", "assign", { assigneeId: 9999 }, 404, "member.not_found"],
    ["an unknown team", "team", { teamId: 9999 }, 404, "team.not_found"],
    ["an unknown inbox", "move", { inboxId: 9999 }, 404, "inbox.not_found"],
    ["a time out of range", "snooze", { until: "9999-12-31T23:59:59.999-23:59" }, 422, "input.invalid"],
  ])("an impossible value is refused immediately: %s", async (_, action, params, status, code) => {
    const answer = await client.post("/v1/bulk-operations", { action, params, target: { query: {} } });
    const field = `params.${Object.keys(params)[0]}`;
    expect({ status: answer.status, error: answer.body.error }).toMatchObject({
      status,
      error: { code, field },
    });
    expect((await client.get("/v1/bulk-operations")).body.data).toEqual([]);
  });

  test.each([
    ["an unknown action", { action: "explode", params: {}, target: { ids: [1] } }],
    [
      "parameters of another action",
      { action: "assign", params: { signal: "resolve" }, target: { ids: [1] } },
    ],
    ["no target", RESOLVE],
    ["no targets", { ...RESOLVE, target: { ids: [] } }],
    ["an unknown filter", { ...RESOLVE, target: { query: { colour: "red" } } }],
    [
      "labels to set and to add",
      { action: "label", params: { set: ["a"], add: ["b"] }, target: { ids: [1] } },
    ],
  ])("refused with its field: %s", async (_, body) => {
    const answer = await client.post("/v1/bulk-operations", body);
    expect([answer.status, answer.body.error.code]).toEqual([422, "input.invalid"]);
    expect(answer.body.error.field).toEqual(expect.any(String));
  });
});
