import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client } = await createTokenTenant(api));
});
afterAll(() => api.close());

test("an old view with more than a filter is returned with what it may have, and can be saved again", async () => {
  const { id } = (await client.post("/v1/views", { name: "Old" })).body;
  await api.world.database.query(
    `update saved_view set filter = (filter - 'anyOf') || '{"lifecycle": "live"}' where id = $1`,
    [id],
  );
  const { data } = (await client.get("/v1/views")).body;
  const { filter } = data.find((view: { id: number }) => view.id === id);
  expect(filter).not.toHaveProperty("lifecycle");
  expect(filter.anyOf).toEqual([]);
  expect((await client.patch(`/v1/views/${id}`, { filter })).status).toBe(200);
});

test("a view created without a filter returns one that can be saved again", async () => {
  const { status, body: made } = await client.post("/v1/views", { name: "All", isShared: false });
  expect(status).toBe(201);
  expect(Object.keys(made.filter).sort()).toEqual(
    ["anyOf", "assignee", "assigneeId", "inboxId", "label", "priority", "sort", "status", "teamId"], //
  );
  const again = await client.patch(`/v1/views/${made.id}`, { filter: made.filter });
  expect({ status: again.status, filter: again.body.filter }).toEqual({ status: 200, filter: made.filter });
});

test.each([
  [[{}], "filter.anyOf.0"],
  [[{ labelMatch: "all" }], "filter.anyOf.0"],
  [[{ statuses: [] }], "filter.anyOf.0.statuses"],
  [[{ statuses: ["open"], created: "May" }], "filter.anyOf.0.created"],
  [[{ created: "2026-02-30.." }], "filter.anyOf.0.created"],
  [[{ closed: "7d" }], "filter.anyOf.0.closed"],
  [Array.from({ length: 11 }, () => ({ statuses: ["open"] })), "filter.anyOf"],
])("groups %j are refused with the field", async (anyOf, field) => {
  const { status, body } = await client.post("/v1/views", { name: "Bad", filter: { anyOf } });
  expect([status, body.error.code, body.error.field]).toEqual([422, "input.invalid", field]);
});

test("a group is stored as it was written, and one that names nothing of the account is refused", async () => {
  const anyOf = [
    { statuses: ["open", "pending"], assignees: ["me", "nobody"], created: "..2026-01-31" },
    { priorities: ["urgent"], active: "7d" },
  ];
  const made = await client.post("/v1/views", { name: "Grouped", filter: { anyOf } });
  expect([made.status, made.body.filter.anyOf]).toEqual([201, anyOf]);
  for (const [group, code] of [
    [{ inboxIds: [999_999] }, "inbox.not_found"],
    [{ assignees: ["me", 999_999] }, "member.not_found"],
    [{ teamIds: [999_999] }, "team.not_found"],
    [{ labels: ["nothing"] }, "label.not_found"],
  ] as const) {
    const { body } = await client.post("/v1/views", { name: "Foreign", filter: { anyOf: [group] } });
    expect(body.error).toMatchObject({ code, field: "filter.anyOf" });
  }
});
