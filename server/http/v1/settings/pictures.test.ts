import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";

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
