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

test("an old view with more than a filter is returned without the excess, and can be saved again", async () => {
  const { id } = (await client.post("/v1/views", { name: "Old" })).body;
  await api.world.database.query(
    `update saved_view set filter = filter || '{"lifecycle": "live"}' where id = $1`,
    [id],
  );
  const { data } = (await client.get("/v1/views")).body;
  const { filter } = data.find((view: { id: number }) => view.id === id);
  expect(filter).not.toHaveProperty("lifecycle");
  expect((await client.patch(`/v1/views/${id}`, { filter })).status).toBe(200);
});

test("a view created without a filter returns one that can be saved again", async () => {
  const { status, body: made } = await client.post("/v1/views", { name: "All", isShared: false });
  expect(status).toBe(201);
  expect(Object.keys(made.filter).sort()).toEqual(
    ["assignee", "assigneeId", "inboxId", "label", "priority", "sort", "status", "teamId"], //
  );
  const again = await client.patch(`/v1/views/${made.id}`, { filter: made.filter });
  expect({ status: again.status, filter: again.body.filter }).toEqual({ status: 200, filter: made.filter });
});
