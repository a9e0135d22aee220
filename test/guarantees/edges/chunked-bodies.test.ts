import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { createApp } from "@/server/http/app";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { cookieFor } from "@/test/support/clients/screens";

let api: Api;
let cookie: string;
let identifier: string;
beforeAll(async () => {
  api = await openApi(createApp);
  const { client, admin } = await createTokenTenant(api);
  cookie = await cookieFor(api.world, admin);
  const { body: inbox } = await client.post("/v1/inboxes", { name: "Website" });
  await client.patch(`/v1/inboxes/${inbox.id}`, { publicApi: true });
  identifier = inbox.identifier;
  api.services = createServices({ ...api.services, mailsLinks: true });
});
afterAll(() => api.close());

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";
const newContact = () => `/public/api/v1/inboxes/${identifier}/contacts`;

/** Sends a body without a content-length. */
const sendInChunks = (path: string, type: string, body: string) =>
  fetch(api.url + path, {
    method: "POST",
    headers: { "content-type": type, cookie, origin: api.url },
    body: new Blob([body]).stream(),
    redirect: "manual",
    duplex: "half",
  } as RequestInit);

test("a body in chunks is read by every door that limits it first", async () => {
  expect((await sendInChunks(newContact(), JSON_TYPE, '{"name":"Li"}')).status).toBe(200);
  expect((await sendInChunks("/api/forgot", FORM_TYPE, "email=a%40example.test&locale=en")).status).toBe(303);
  const update = await sendInChunks(
    "/api/trpc/me.setAvailability",
    JSON_TYPE,
    '{"json":{"availability":"away"}}',
  );
  expect([update.status, (await update.json()).result]).toEqual([200, expect.anything()]);
});

test("too large a body in chunks is refused", async () => {
  const large = `{"name":"${"x".repeat(1_100_000)}"}`;
  expect((await sendInChunks(newContact(), JSON_TYPE, large)).status).toBe(413);
  expect((await sendInChunks("/api/trpc/me.update", JSON_TYPE, large)).status).toBe(413);
});

test("a form that does not parse is refused", async () => {
  const type = "multipart/form-data; boundary=x";
  const response = await sendInChunks("/api/forgot", type, "--x\r\nContent-Disposition: form-data\r\n\r\na");
  expect([response.status, (await response.json()).error.code]).toEqual([400, "request.malformed"]);
});

/** The status of a request whose chunks are invalid. */
function sendBrokenChunks(path: string): Promise<number> {
  const { hostname, port } = new URL(api.url);
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    `Origin: ${api.url}`,
    `Cookie: ${cookie}`,
    `Content-Type: ${JSON_TYPE}`,
    "Transfer-Encoding: chunked",
  ];
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${head.join("\r\n")}\r\n\r\n4\r\n{"a"\r\nzz\r\n`),
    );
    let received = "";
    socket.setEncoding("utf8").on("data", (chunk) => (received += String(chunk)));
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(received)?.[1] ?? 0)));
  });
}

test("broken chunks are the client's fault", async () => {
  for (const path of [newContact(), "/api/forgot", "/api/trpc/me.update"])
    expect([0, 400], path).toContain(await sendBrokenChunks(path));
});
