import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REFUSAL_CODES } from "@/server/contract/_shared/refusal";
import { SENTENCES } from "@/server/contract/_shared/refusal-sentences";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { FAULTS, statusOf } from "./statuses";

let api: Api;
let client: Client;
let path: string;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client } = await createTokenTenant(api));
  ({ path } = await begin(client));
  await client.post("/v1/contacts", { name: "Nadia", email: "nadia@example.test" });
});
afterAll(() => api.close());

describe("404", () => {
  test.each(["/v1/nothing", "/v1", "/nothing", "/v2/me"])("%s: resource.not_found", async (to) => {
    expect((await client.get(to)).body).toMatchObject({ error: { code: "resource.not_found" } });
  });

  test.each(["abc", "0", "-1", "1.5", "1e3", "9007199254740993", "99999999999999999999", "%00", "1%2F2"])(
    "an invalid id, %s, is not found",
    async (id) => {
      const { status, body } = await client.get(`/v1/contacts/${id}`);
      expect({ status, code: body.error.code }).toMatchObject({
        status: 404,
        code: expect.stringMatching(/not_found$/),
      });
    },
  );

  test("a trailing slash is tolerated", async () => {
    expect((await client.get(`${path}/`)).status).toBe(200);
  });
});

describe("409", () => {
  test("an e-mail that another contact has: contact.taken, with the field", async () => {
    const { status, body } = await client.post("/v1/contacts", {
      name: "Other",
      email: "NADIA@example.test",
    });
    expect({ status, error: body.error }).toMatchObject({
      status: 409,
      error: { code: "contact.taken", field: "email" },
    });
  });

  test("waking a conversation that is not snoozed", async () => {
    const { status, body } = await client.post(`${path}/status`, { signal: "wake" });
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "conversation.not_snoozed" });
  });

  test("retrying a message that has not failed", async () => {
    const { body: message } = await client.post(`${path}/messages`, { content: "Hello" });
    const { status, body } = await client.post(`/v1/messages/${message.id}/retry`);
    expect({ status, code: body.error.code }).toEqual({ status: 409, code: "message.not_failed" });
  });
});

describe("410 cursor.gone", () => {
  test.each(["otherepoch:0", "ahead"])("%s: contains the oldest cursor, which works", async (kind) => {
    await api.stamped();
    const { asOf } = (await client.get("/v1/inboxes")).body;
    const [epoch, seq] = asOf.split(":");
    const cursor = kind === "ahead" ? `${epoch}:${Number(seq) + 1000}` : kind;
    const { status, body } = await client.get(`/v1/events?after=${cursor}`);
    expect({ status, error: body.error }).toMatchObject({
      status: 410,
      error: { code: "cursor.gone", field: "after" },
    });
    expect((await client.get(`/v1/events?after=${body.error.oldest}`)).body.data[0].seq).toBe(1);
  });
});

test("every refusal has a status of its class and a message", () => {
  for (const code of REFUSAL_CODES) {
    const status = statusOf(code);
    expect([503, 507].includes(status) || (status >= 400 && status < 500), code).toBe(true);
    expect(SENTENCES[code]).toMatch(/^[A-Z].*\.$/);
  }
  expect(Object.values(FAULTS).map(([status]) => status)).toEqual([400, 405, 413, 500]);
});
