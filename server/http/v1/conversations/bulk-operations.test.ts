import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { turn } from "@/server/worker/bulk/work-bulk";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

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
  turn({ run: api.world.run, log: { error: () => undefined, warn: () => undefined } }, { accountId, bulkId });

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
  ["a snooze into the past", "snooze", { until: "2020-01-01T00:00:00Z" }, 422, "conversation.snooze_in_past"],
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
  ["parameters of another action", { action: "assign", params: { signal: "resolve" }, target: { ids: [1] } }],
  ["no target", RESOLVE],
  ["no targets", { ...RESOLVE, target: { ids: [] } }],
  ["an unknown filter", { ...RESOLVE, target: { query: { colour: "red" } } }],
  ["labels to set and to add", { action: "label", params: { set: ["a"], add: ["b"] }, target: { ids: [1] } }],
])("refused with its field: %s", async (_, body) => {
  const answer = await client.post("/v1/bulk-operations", body);
  expect([answer.status, answer.body.error.code]).toEqual([422, "input.invalid"]);
  expect(answer.body.error.field).toEqual(expect.any(String));
});
