import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";

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
