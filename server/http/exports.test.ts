import { afterAll, beforeAll, expect, test } from "vitest";
import { createContact } from "@/server/commands/contacts/save-contact";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { createApp } from "./app";

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

test("the export returns all contacts, a page at a time, for an administrator's token only", async () => {
  const { admin, token } = await createTokenTenant(api);
  for (let i = 0; i < 501; i++) await api.world.run(createContact, admin, { name: `Contact ${i}` });
  const app = createApp({ services: () => api.services });
  const get = (headers: Record<string, string>) => app.request("/v1/contacts/export", { headers });
  const answer = await get({ authorization: `Bearer ${token}` });
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect((await answer.text()).trimEnd().split("\r\n")).toHaveLength(502);
  expect((await get({})).status).toBe(401);
});
