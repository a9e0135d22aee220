import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BYTES_MAX } from "@/server/channels/email/read/bounds";
import { createApp } from "@/server/http/app";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { BY_WEBHOOK, mail } from "@/test/support/scenes/mail-inbox";

const SECRET = BY_WEBHOOK.webhookSecret;

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
});
afterAll(() => api.close());

async function openMailbox() {
  const { client, accountId } = await createTokenTenant(api);
  const inbox = { name: "Help", channel: "email", settings: BY_WEBHOOK };
  const { id: inboxId, identifier } = (await client.post("/v1/inboxes", inbox)).body;
  const url = `${api.url}/channels/email/${identifier}`;
  const post = async (body: BodyInit, headers: Record<string, string> = {}, at = url) => {
    const response = await fetch(at, {
      method: "POST",
      headers: { "content-type": "message/rfc822", authorization: `Bearer ${SECRET}`, ...headers },
      body,
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    url,
    post,
    client,
    inboxId,
    messages: async () =>
      api.world.database.query<{ content: string }>(
        "select content from message where account_id = $1 order by id",
        [accountId],
      ),
  };
}

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString("base64")}`;
const form = (fields: Record<string, string | Blob>) => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};

test.each<[string, Record<string, string>, string]>([
  ["a bearer token", {}, ""],
  ["a header", { authorization: "", "x-webhook-secret": SECRET }, ""],
  ["the password of basic authentication", { authorization: basic(`mail:${SECRET}`) }, ""],
  ["its name", { authorization: basic(`${SECRET}:`) }, ""],
  ["the address", { authorization: "" }, `?secret=${encodeURIComponent(SECRET)}`],
])("the secret is accepted as %s", async (_, headers, query) => {
  const { post, url } = await openMailbox();
  expect((await post(mail({}), headers, url + query)).status).toBe(200);
});

test.each<[string, Record<string, string>, number]>([
  ["no secret", { authorization: "" }, 401],
  ["another secret", { authorization: "Bearer another secret" }, 401],
  ["a part of it", { "x-webhook-secret": SECRET.slice(0, -1), authorization: basic(SECRET.slice(1)) }, 401],
])("with %s nothing is stored", async (_, headers, status) => {
  const { post, messages } = await openMailbox();
  expect((await post(mail({}), headers)).status).toBe(status);
  expect(await messages()).toEqual([]);
});

test("an inbox that nobody has is not found", async () => {
  const { post } = await openMailbox();
  expect((await post(mail({}), {}, `${api.url}/channels/email/none`)).status).toBe(404);
});

/** With a byte that is not UTF-8. */
const bytes = Buffer.from(
  mail(
    { "Content-Type": "text/plain; charset=iso-8859-1", "Content-Transfer-Encoding": "8bit" },
    "Gr\u00fc\u00dfe",
  ),
  "latin1",
);
const text = mail({ "Content-Type": "text/plain; charset=utf-8" }, "Gr\u00fc\u00dfe");
const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");

test.each<[string, () => BodyInit, Record<string, string>]>([
  ["raw", () => new Blob([bytes]), {}],
  [
    "as JSON in base64",
    () => JSON.stringify({ raw: bytes.toString("base64") }),
    { "content-type": "application/json" },
  ],
  [
    "as JSON in base64 with line breaks",
    () => JSON.stringify({ raw: bytes.toString("base64").replace(/.{76}/g, "$&\r\n") }),
    { "content-type": "application/json" },
  ],
  [
    "in Postmark's form",
    () => JSON.stringify({ From: "x", RawEmail: text }),
    { "content-type": "application/json" },
  ],
  [
    "in Mailgun's form",
    () => `recipient=x&body-mime=${percent}&timestamp=1`,
    { "content-type": "application/x-www-form-urlencoded" },
  ],
])("a mail is stored %s", async (_, body, headers) => {
  const { post, messages } = await openMailbox();
  const answer = await post(body(), headers);
  expect(answer).toEqual({ status: 200, body: { result: "stored", messageId: expect.any(Number) } });
  expect(await messages()).toEqual([{ content: "Grüße" }]);
});

test.each<[string, FormData]>([
  [
    "Mailgun's multipart form",
    form({ recipient: "x", "body-mime": new Blob([bytes], { type: "message/rfc822" }) }),
  ],
  ["SendGrid's", form({ headers: "x", email: text, charsets: "{}" })],
])("a mail in %s is stored", async (_, data) => {
  const { url, messages } = await openMailbox();
  const headers = { authorization: `Bearer ${SECRET}` };
  const response = await fetch(url, { method: "POST", headers, body: data });
  expect([response.status, await response.json()]).toMatchObject([200, { result: "stored" }]);
  expect(await messages()).toEqual([{ content: "Grüße" }]);
});

test("a mail that is brought again is stored once", async () => {
  const { post, messages } = await openMailbox();
  const [first, ...others] = await Promise.all([post(mail({})), post(mail({})), post(mail({}))]);
  for (const other of others) expect(other).toEqual(first);
  expect(await messages()).toHaveLength(1);
});

test("what becomes no message is answered with the reason", async () => {
  const { post, client, inboxId } = await openMailbox();
  expect(await post(mail({ From: BY_WEBHOOK.address, "Message-ID": "<a@tickline.shop.example>" }))).toEqual({
    status: 200,
    body: { result: "ignored", because: "own" },
  });
  expect(await post("")).toMatchObject({ status: 200, body: { result: "refused", code: "mail.empty" } });
  const { body } = await client.get(`/v1/inboxes/${inboxId}/health`);
  expect(body.refused).toMatchObject({ count: 1, last: { code: "mail.empty" } });
});

const cutForm = (field: string) =>
  `--b\r\ncontent-disposition: form-data; name="${field}"; filename="a"\r\n\r\nFrom: a`;

test.each<[string, BodyInit, string, number]>([
  ["another type", "x", "text/html", 415],
  ["JSON without a mail", "{}", "application/json", 422],
  ["JSON that does not parse", "{", "application/json", 422],
  ["a form without a mail", "subject=x", "application/x-www-form-urlencoded", 422],
  ["a form without a boundary", "x", "multipart/form-data", 400],
  ["a form that ends within its mail", cutForm("email"), "multipart/form-data; boundary=b", 400],
  ["a form that ends within another file", cutForm("attachment-1"), "multipart/form-data; boundary=b", 400],
])("%s is refused", async (_, body, type, status) => {
  const { post, messages } = await openMailbox();
  expect((await post(body, { "content-type": type })).status).toBe(status);
  expect(await messages()).toEqual([]);
});

test("a mail that is too large is 413, and kept by its header", async () => {
  const { post, client, inboxId } = await openMailbox();
  const large = Buffer.concat([Buffer.from(mail({})), Buffer.alloc(BYTES_MAX, "a\r\n")]);
  expect((await post(new Blob([large]))).status).toBe(413);
  const { body } = await client.get(`/v1/inboxes/${inboxId}/health`);
  expect(body.refused).toMatchObject({
    count: 1,
    last: { code: "mail.too_large", from: "Ada@mail.example", subject: "Order 7" },
  });
});

test("what we cannot store is never answered for good", async () => {
  const { post, messages } = await openMailbox();
  const { services } = api;
  const run = Object.assign(() => Promise.reject(new Error("the database is away")), {
    once: services.run.once,
  });
  api.services = { ...services, run };
  const answer = await post(mail({})).finally(() => {
    api.services = services;
  });
  expect(answer.status).toBe(500);
  expect((await post(mail({}))).status).toBe(200);
  expect(await messages()).toHaveLength(1);
});

test("while four mails are being read, others are to come again", async () => {
  const { url, post } = await openMailbox();
  const stop = new AbortController();
  const begin = () => {
    const request: RequestInit & { duplex: "half" } = {
      method: "POST",
      headers: { "content-type": "message/rfc822", authorization: `Bearer ${SECRET}` },
      body: new ReadableStream({ start: (stream) => stream.enqueue(Buffer.from("From: ")) }),
      signal: stop.signal,
      duplex: "half",
    };
    return fetch(url, request).catch(() => null);
  };
  // One that is refused, because the mail below has its place, comes again.
  const reading = Array.from({ length: 4 }, async () => {
    while (!stop.signal.aborted) await begin();
  });
  expect(await waitUntil(async () => (await post(mail({}))).status === 503, { withinMs: 90_000 })).toBe(true);
  stop.abort();
  await Promise.all(reading);
  expect(await waitUntil(async () => (await post(mail({}))).status === 200, { withinMs: 90_000 })).toBe(true);
});

test("guesses of the secret are limited", async () => {
  const { post } = await openMailbox();
  const guess = async () => (await post(mail({}), { authorization: "Bearer a guess" })).status;
  expect(await waitUntil(async () => (await guess()) === 429, { withinMs: 90_000 })).toBe(true);
  expect((await post(mail({}))).status).toBe(200);
});

test("mail without a report is not overdue: servers seldom report deliveries", async () => {
  const { client, inboxId } = await openMailbox();
  expect((await client.get(`/v1/inboxes/${inboxId}`)).body.overdueAfterHours).toBe(0);
});

test.each([
  ["gzip", gzipSync(mail({}))],
  ["br", brotliCompressSync(mail({}))],
  ["deflate", deflateSync(mail({}))],
])("a body that is compressed by %s is a mail as well", async (encoding, body) => {
  const { post, messages } = await openMailbox();
  expect((await post(body, { "content-encoding": encoding })).body).toMatchObject({ result: "stored" });
  expect(await messages()).toHaveLength(1);
});

test.each([
  ["gzip", gzipSync(mail({})).subarray(0, 40), 400],
  ["gzip", mail({}), 400],
  ["zstd", mail({}), 415],
  ["gzip", gzipSync(Buffer.alloc(BYTES_MAX + 1)), 413],
])("no mail is lost as refused in a body that cannot be decompressed: %s", async (encoding, body, status) => {
  const { post, messages } = await openMailbox();
  const answer = await post(body, { "content-encoding": encoding });
  expect(answer.status).toBe(status);
  if (status === 413) expect(answer.body.error.detail).toContain(String(BYTES_MAX));
  expect(await messages()).toEqual([]);
});
