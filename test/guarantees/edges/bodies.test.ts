import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BODY_BYTES_MAX } from "@/server/http/_request/body";
import { createApp } from "@/server/http/app";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";

let api: Api;
let client: Client;
let token: string;
let path: string;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client, token } = await createTokenTenant(api));
  ({ path } = await begin(client));
});
afterAll(() => api.close());

/** Sends raw bytes. */
const raw = (to: string, body: string | Uint8Array | ReadableStream, headers: Record<string, string> = {}) =>
  fetch(`${api.url}${to}`, {
    method: "POST",
    body: body as BodyInit,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  } as RequestInit);

const errorOf = async (response: Response) => ({ status: response.status, ...(await response.json()) });

describe("400 request.malformed", () => {
  test.each([
    ["half an object", "{"],
    ["bytes that are no UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
  ])("%s", async (_, body) => {
    expect(await errorOf(await raw("/v1/contacts", body))).toMatchObject({
      status: 400,
      error: { code: "request.malformed", detail: expect.any(String), requestId: expect.any(String) },
    });
  });
});

describe("413 request.too_large", () => {
  const big = JSON.stringify({ name: "x".repeat(BODY_BYTES_MAX) });
  test.each([
    ["with a content-length", big],
    ["in chunks", new Blob([big]).stream()],
  ])("%s", async (_, body) => {
    expect(await errorOf(await raw("/v1/contacts", body))).toMatchObject({
      status: 413,
      error: { code: "request.too_large" },
    });
  });

  test("a body just below the limit is read, and refused for its content", async () => {
    const body = JSON.stringify({ name: "x".repeat(BODY_BYTES_MAX - 20) });
    expect((await raw("/v1/contacts", body)).status).toBe(422);
  });
});

describe("415 media.unsupported", () => {
  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
    "%s",
    async (type) => {
      expect(await errorOf(await raw("/v1/contacts", "{}", { "content-type": type }))).toMatchObject({
        status: 415,
        error: { code: "media.unsupported" },
      });
    },
  );
});

describe("422 input.invalid names the field", () => {
  const messages = () => `${path}/messages`;
  const nested = JSON.parse(`${"[".repeat(80)}${"]".repeat(80)}`);
  test.each<[string, () => string, unknown, string | undefined]>([
    ["a missing field", () => "/v1/contacts", {}, "name"],
    ["an unknown field", () => "/v1/contacts", { name: "x", nmae: "y" }, "nmae"],
    ["not an object", () => "/v1/contacts", [], undefined],
    [
      "a wrong item",
      () => "/v1/receipts",
      { receipts: [{ signal: "sent" }, { signal: "lost" }] },
      "receipts.1.signal",
    ],
    ["no item", () => "/v1/receipts", { receipts: [] }, "receipts"],
    ["an id that is none", () => "/v1/conversations", { inboxId: "1", contactId: 1 }, "inboxId"],
    ["NUL", messages, { content: "a\u0000b" }, "content"],
    ["half a character", messages, { content: "a\ud800" }, "content"],
    [
      "NUL deep inside",
      messages,
      { content: "x", contentAttributes: { a: ["\u0000"] } },
      "contentAttributes.a.0",
    ],
    ["nested too deep", messages, { content: "x", contentAttributes: { nested } }, "contentAttributes"],
    ["no content", messages, { content: "" }, "content"],
    ["too much content", messages, { content: "好".repeat(150_001) }, "content"],
    [
      "a private message of a customer",
      messages,
      { content: "x", direction: "in", private: true },
      "private",
    ],
    ["resolve with a note", messages, { content: "x", private: true, resolve: true }, "resolve"],
    ["a time that is none", () => `${path}/read`, { at: "yesterday" }, "at"],
    ["a time out of range", () => `${path}/read`, { at: "9999-12-31T23:59:59-12:00" }, "at"],
    [
      "until without snooze",
      () => `${path}/status`,
      { signal: "resolve", until: "2999-01-01T00:00:00Z" },
      "until",
    ],
    ["an unknown event type", () => "/v1/endpoints", { url: "https://a.test", types: ["nope"] }, "types.0"],
    [
      "a status in a bulk operation's question",
      () => "/v1/bulk-operations",
      { action: "trash", target: { query: { status: "nope" } } },
      "target.query.status",
    ],
    ["nothing to send again", () => "/v1/endpoints/1/replay", {}, "deliveryId"],
    ["a delivery that is none", () => "/v1/endpoints/1/replay", { deliveryId: "x" }, "deliveryId"],
    ["a label without a name", () => "/v1/labels", { name: " ", colour: "red" }, "name"],
    ["labels twice", () => `${path}/labels`, { labels: [], add: ["vip"] }, "labels"],
  ])("%s", async (_, to, input, field) => {
    const { status, body } = await client.post(to(), input);
    expect({ status, code: body.error.code, field: body.error.field }).toEqual({
      status: 422,
      code: "input.invalid",
      field,
    });
    expect(body.error.detail).not.toMatch(/^(Invalid input)?$/);
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=ten", "limit"],
    ["limit=1&limit=2", "limit"],
    ["staus=open", "staus"],
    ["status=closed", "status"],
    ["sort=name", "sort"],
    ["inboxId=99999999999999999999", "inboxId"],
    ["label=%00", "label"],
  ])("in the query: %s", async (query, field) => {
    const { status, body } = await client.get(`/v1/conversations?${query}`);
    expect({ status, field: body.error.field }).toEqual({ status: 422, field });
  });

  test.each([["bm9uc2Vuc2U"], ["WzFd"], ["WyJ4Iiwie30iXQ"], ["WyJ5ZXN0ZXJkYXkiLDFd"], ["WyIyMDI2IiwxLjVd"]])(
    "a cursor that is not ours: %s",
    async (cursor) => {
      expect((await client.get(`/v1/conversations?cursor=${cursor}`)).status).toBe(422);
    },
  );

  test("150,000 characters are accepted, however many bytes they take", async () => {
    expect((await client.post(messages(), { content: "好".repeat(150_000) })).status).toBe(201);
    expect((await client.post(messages(), { content: "😀".repeat(150_000) })).status).toBe(201);
  });
});
