import { afterAll, beforeAll, expect, test } from "vitest";
import { createApp } from "@/server/http/app";
import { type Api, begin, createTokenTenant, openApi } from "@/test/support/clients/api";
import { BY_WEBHOOK } from "@/test/support/scenes/mail-inbox";

let api: Api;
let post: (fields: readonly [string, string | Blob][]) => Promise<{ status: number; body: Sent }>;
let postMail: typeof post;
type Sent = {
  attachments?: object[];
  email?: { subject: string };
  error?: { code: string; field?: string };
};
beforeAll(async () => {
  api = await openApi(createApp);
  const { client, token } = await createTokenTenant(api);
  const poster =
    (path: string): typeof post =>
    async (fields) => {
      const body = new FormData();
      for (const [name, value] of fields) body.append(name, value);
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${api.url}${path}/messages`, { method: "POST", headers, body });
      return { status: response.status, body: await response.json() };
    };
  post = poster((await begin(client)).path);
  const settings = { ...BY_WEBHOOK, smtp: { host: "127.0.0.1", port: 1, tls: "none" } };
  const { body: inbox } = await client.post("/v1/inboxes", { name: "Help", channel: "email", settings });
  const person = await client.post("/v1/contacts", { name: "Ana", email: "ana@customer.example" });
  const talk = { inboxId: inbox.id, contactId: person.body.id };
  postMail = poster(`/v1/conversations/${(await client.post("/v1/conversations", talk)).body.displayId}`);
});
afterAll(() => api.close());

const FILE = ["file", new Blob(["Invoice"])] as const satisfies [string, Blob];

test("a field of a form that is nested too deep is refused as in JSON", async () => {
  const attributes = `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  const { status, body } = await post([["content", "Deep"], ["contentAttributes", attributes], FILE]);
  expect([status, body.error]).toMatchObject([422, { code: "input.invalid", field: "contentAttributes" }]);
});

test("half a character in a field of a form is refused by its name", async () => {
  const { status, body } = await post([
    ["content", "Half"],
    ["contentAttributes", String.raw`{"a":"\ud800"}`],
  ]);
  expect([status, body.error]).toMatchObject([422, { code: "input.invalid", field: "contentAttributes.a" }]);
});

test("files that are named by no list are refused, not left out beside those of the form", async () => {
  const { status, body } = await post([["content", "Two"], ["fileIds", "7"], FILE]);
  expect([status, body.error]).toMatchObject([422, { code: "input.invalid", field: "fileIds" }]);
});

test.each([
  ["as one object", ["email", '{"subject":"4711"}']],
  ["by its field", ["email[subject]", "4711"]],
] as const)("the subject of a mail is taken from a form %s", async (_, [name, value]) => {
  const { status, body } = await postMail([["content", "Yours"], [name, value], FILE]);
  expect([status, body.email?.subject, body.attachments?.length]).toEqual([201, "4711", 1]);
});
