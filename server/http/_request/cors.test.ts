import { afterAll, beforeAll, expect, test } from "vitest";
import { updateAccount } from "@/server/commands/members/account";
import { createApp } from "@/server/http/app";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";

const [SHOP, OTHER, FOREIGN] = ["https://shop.example.com", "https://other.example.com", "https://evil.test"];

let api: Api;
let token: string;
let otherToken: string;
beforeAll(async () => {
  api = await openApi(createApp);
  const [tenant, other] = [await createTokenTenant(api), await createTokenTenant(api)];
  await api.world.run(updateAccount, tenant.admin, { allowedOrigins: [SHOP] });
  await api.world.run(updateAccount, other.admin, { allowedOrigins: [OTHER] });
  ({ token } = tenant);
  otherToken = other.token;
});
afterAll(() => api.close());

const allowed = ({ headers }: Response) => headers.get("access-control-allow-origin");
const send = (path: string, origin: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(api.url + path, { method, headers: { origin, ...headers } });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const preflight = (path: string, origin: string) =>
  send(
    path,
    origin,
    { "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    "OPTIONS",
  );

test("a preflight request is allowed if any account allows the origin", async () => {
  for (const path of ["/v1/receipts", "/api/conversations", "/api/v1/accounts/1/contacts"]) {
    const yes = await preflight(path, SHOP);
    expect([yes.status, allowed(yes), yes.headers.get("vary")]).toEqual([204, SHOP, "Origin"]);
    expect(yes.headers.get("access-control-allow-headers")).toContain("Authorization");
    expect(yes.headers.get("access-control-allow-credentials")).toBeNull();
    const no = await preflight(path, FOREIGN);
    expect([no.status, allowed(no)]).toEqual([204, null]);
  }
});

test("an answer may be read only by the sites of its token's account", async () => {
  expect(allowed(await send("/v1/me", SHOP, bearer(token)))).toBe(SHOP);
  expect(allowed(await send("/v1/me", SHOP, bearer(otherToken)))).toBeNull();
  expect(allowed(await send("/v1/me", OTHER, bearer(otherToken)))).toBe(OTHER);
  expect(allowed(await send("/v1/me", FOREIGN, bearer(token)))).toBeNull();
  expect(allowed(await send("/api/mailboxes", SHOP, { "x-freescout-api-key": token }))).toBe(SHOP);
  expect(allowed(await send("/api/mailboxes", SHOP, { "x-freescout-api-key": otherToken }))).toBeNull();
  expect(allowed(await fetch(`${api.url}/v1/me`, { headers: bearer(token) }))).toBeNull();
});

test("the direct routes and streams have it too, with the headers that scripts need", async () => {
  const receipts = await fetch(`${api.url}/v1/receipts`, {
    method: "POST",
    headers: { origin: SHOP, "content-type": "application/json", ...bearer(token) },
    body: JSON.stringify({ receipts: [{ messageId: 9e9, signal: "read" }] }),
  });
  expect([receipts.status, allowed(receipts)]).toEqual([200, SHOP]);
  expect(receipts.headers.get("access-control-expose-headers")).toContain("Retry-After");
  const stream = await send("/v1/events", SHOP, { accept: "text/event-stream", ...bearer(token) });
  expect([stream.status, allowed(stream)]).toEqual([200, SHOP]);
  await stream.body?.cancel();
});

test("a refusal without a known token may be read by any allowed site, and by no other", async () => {
  const refused = await send("/v1/me", SHOP, bearer("wrong"));
  expect([refused.status, allowed(refused)]).toEqual([401, SHOP]);
  expect(allowed(await send("/v1/me", FOREIGN, bearer("wrong")))).toBeNull();
});

test.each(["/api/trpc/me.get", "/health", "/api/files", "/docs/api"])(
  "%s answers no other site: it takes sessions, or none",
  async (path) => {
    expect(allowed(await send(path, SHOP))).toBeNull();
    expect(allowed(await preflight(path, SHOP))).toBeNull();
  },
);
