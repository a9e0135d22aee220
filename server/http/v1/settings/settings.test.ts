import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import { createApp } from "@/server/http/app";
import { type Api, type Client, clientOf, createTokenTenant, openApi } from "@/test/support/clients/api";
import { createScene } from "@/test/support/scenes/world";

describe("pictures", () => {
  const PNG = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  let api: Api;
  let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
  beforeAll(async () => {
    api = await openApi(createApp);
    tenant = await createTokenTenant(api);
  });
  afterAll(() => api.close());

  /** An upload by the tenant's token. */
  async function upload(name: string, body: Buffer | string): Promise<number> {
    const { token } = tenant;
    const response = await fetch(`${api.url}/v1/files?name=${name}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
      body: new Uint8Array(Buffer.from(body)),
    });
    return (await response.json()).id;
  }

  test("an uploaded image becomes a member's picture, together with their availability, and is removed by null", async () => {
    const { client, admin } = tenant;
    const path = `/v1/members/${admin.userId}`;
    const avatarFileId = await upload("face.png", PNG);
    const set = await client.patch(path, { availability: "away", avatarFileId });
    expect(set).toMatchObject({ status: 200, body: { availability: "away", avatarFileId } });
    const { data } = (await client.get("/v1/members")).body;
    expect(data).toMatchObject([{ id: admin.userId, avatarFileId }]);
    expect((await client.get(`/v1/files/${avatarFileId}`)).body.url).toMatch(/^http.*signature=/);

    const removed = await client.patch(path, { avatarFileId: null });
    expect(removed.body).toMatchObject({ availability: "away", avatarFileId: null });
    expect((await client.get(`/v1/files/${avatarFileId}`)).status).toBe(404);
  });

  test("an uploaded image becomes the account's logo", async () => {
    const { client } = tenant;
    const logoFileId = await upload("logo.png", PNG);
    expect((await client.patch("/v1/account", { logoFileId })).body).toMatchObject({ logoFileId });
    expect((await client.get("/v1/account")).body).toMatchObject({ logoFileId, purgeAfterDays: 30 });
  });

  test.each([
    ["members", () => `/v1/members/${tenant.admin.userId}`, "avatarFileId"],
    ["account", () => "/v1/account", "logoFileId"],
  ])("%s refuses what is no image, what is in use, and an empty body", async (_, path, field) => {
    const refused = async (body: object) => {
      const { status, body: answer } = await tenant.client.patch(path(), body);
      return [status, answer.error.code, answer.error.field];
    };
    const page = await upload("face.png", "<!doctype html><script>alert(1)</script>");
    expect(await refused({ [field]: page })).toEqual([422, "file.not_image", field]);
    const used = await upload("logo.png", PNG);
    await tenant.client.patch("/v1/account", { logoFileId: used });
    if (field === "avatarFileId")
      expect(await refused({ [field]: used })).toEqual([409, "file.attached", field]);
    expect(await refused({ [field]: 999_999 })).toEqual([404, "file.not_found", field]);
    expect((await refused({})).slice(0, 2)).toEqual([422, "input.invalid"]);
    expect((await refused({ [field]: null, other: "x" })).slice(0, 2)).toEqual([422, "input.invalid"]);
  });
});

describe("views", () => {
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

  test("a label in a view's filter is taken in any case, as in lists", async () => {
    await client.post("/v1/labels", { name: "vip" });
    const { status, body } = await client.post("/v1/views", { name: "Vip", filter: { label: "VIP" } });
    expect([status, body.filter?.label]).toEqual([201, "vip"]);
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
});

describe("retention of trash", () => {
  let api: Api;
  let client: Client;
  beforeAll(async () => {
    api = await openApi(createApp);
    const { admin } = await createTokenTenant(api);
    const secret = "t".repeat(43);
    await api.world.run(createToken, admin, { name: "Without the scope", secret });
    client = clientOf(api, secret);
  });
  afterAll(() => api.close());

  test("a token without the scope to delete permanently cannot have trash deleted sooner, only later", async () => {
    const set = async (purgeAfterDays: number) => {
      const { status, body } = await client.patch("/v1/account", { purgeAfterDays });
      return status === 200 ? body.purgeAfterDays : body.error.code;
    };
    expect([await set(1), await set(60), await set(60), await set(59)]).toEqual([
      "auth.scope_missing",
      60,
      60,
      "auth.scope_missing",
    ]);
    expect([await set(0), await set(3650)]).toEqual([0, "auth.scope_missing"]);
  });
});

describe("labels in filters", () => {
  let api: Api;
  beforeAll(async () => {
    api = await openApi(createApp);
  });
  afterAll(() => api.close());

  test("a label is written in any case, alone, in a search and in a group", async () => {
    const tenant = await createTokenTenant(api);
    const { conversation } = await createScene(api.world, tenant);
    const { client } = tenant;
    const of = `/v1/conversations/${conversation.displayId}`;
    expect((await client.post(`${of}/labels`, { add: ["VIP"] })).status).toBe(200);
    const found = async (query: string) =>
      (await client.get(`/v1/conversations?${query}`)).body.data.map((one: { id: number }) => one.id);
    expect([
      await found("label=vip"),
      await found("label=VIP"),
      await found("label=other&label=Vip"),
    ]).toEqual([[conversation.id], [conversation.id], [conversation.id]]);
    const search = await client.get(`/v1/search?q=${conversation.displayId}&label=VIP`);
    expect(search.body.conversations).toHaveLength(1);
    const { status, body } = await client.post("/v1/bulk-operations", {
      action: "priority",
      params: { priority: "high" },
      target: { query: { anyOf: [{ labels: ["VIP"] }] } },
    });
    expect([status, body.total]).toEqual([202, 1]);
  });
});
