import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { cleanRequest } from "@/server/http/_request/request-headers";
import { createApp } from "@/server/http/app";
import { requestLog } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";
import { handleTrpc } from "@/server/trpc/handler";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { cookieFor, provideScreens } from "@/test/support/clients/screens";
import { waitFor } from "@/test/support/wait-for";
import { createRequestLimits, type LimitRequests, type RequestRates } from "./request-limits";

const RATES: RequestRates = {
  token: { perSecond: 1, burst: 5 },
  session: { perSecond: 1, burst: 10 },
  address: { perSecond: 1, burst: 4 },
  pages: { perSecond: 1, burst: 3 },
  refused: { perSecond: 0.05, burst: 2 },
};
const clock = { ms: 1000 };
let limit: LimitRequests;
let api: Api;
let tenant: Awaited<ReturnType<typeof createTokenTenant>>;
let cookie: string;

beforeAll(async () => {
  api = await openApi((parts) => createApp({ ...parts, trpc: handleTrpc }), {
    limit: (req, res) => limit(req, res),
  });
  tenant = await createTokenTenant(api);
  provideScreens(api.world); // sets the secret of sessions
  cookie = await cookieFor(api.world, tenant.admin);
});
afterAll(() => api.close());
beforeEach(() => {
  limit = createRequestLimits(RATES, () => clock.ms); // full buckets
});

const send = (path: string, init: RequestInit = {}) => fetch(api.url + path, init);
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const get = (path: string, token = tenant.token) => send(path, bearer(token));

/** The statuses of as many requests, one after the other. */
async function statuses(times: number, request: () => Promise<Response>): Promise<number[]> {
  const all: number[] = [];
  for (let nth = 0; nth < times; nth++) {
    const response = await request();
    await response.arrayBuffer();
    all.push(response.status);
  }
  return all;
}

test("a token has its burst, then 429 with the time to wait, then what flows in", async () => {
  await get("/v1/me"); // its owner is known from here on
  limit = createRequestLimits(RATES, () => clock.ms);
  const first = await get("/v1/me");
  expect(first.headers.get("ratelimit-policy")).toBe('"token";q=5;w=5');
  expect(first.headers.get("ratelimit")).toBe('"token";r=4;t=1');
  expect(await statuses(4, () => get("/v1/me"))).toEqual([200, 200, 200, 200]);
  const refused = await get("/v1/me");
  expect(refused.status).toBe(429);
  expect(refused.headers.get("retry-after")).toBe("1");
  expect(refused.headers.get("ratelimit")).toBe('"token";r=0;t=5');
  expect(await refused.json()).toEqual({
    error: {
      code: "request.rate_limited",
      message: "Too many requests; try again after the seconds in `Retry-After`.",
      requestId: refused.headers.get("x-request-id"),
    },
  });
  clock.ms += 2000;
  expect(await statuses(3, () => get("/v1/me"))).toEqual([200, 200, 429]);
});

test("the requests of two tokens are counted apart, whatever their address", async () => {
  const other = await createTokenTenant(api);
  await statuses(9, () => get("/v1/me"));
  expect((await get("/v1/me", other.token)).status).toBe(200);
});

test("a new token may send many requests together, and pays for them afterwards", async () => {
  limit = createRequestLimits({ ...RATES, token: { perSecond: 1, burst: 40 } }, () => clock.ms);
  const { token } = await createTokenTenant(api);
  const together = await Promise.all(Array.from({ length: 30 }, () => get("/v1/me", token)));
  expect(new Set(together.map(({ status }) => status))).toEqual(new Set([200]));
  await waitFor(async () =>
    expect((await get("/v1/me", token)).headers.get("ratelimit")).toMatch(/^"token";r=[0-9];/),
  );
});

test("every dialect refuses in its own format, and the direct routes too", async () => {
  const { token, accountId } = { token: tenant.token, accountId: tenant.admin.accountId };
  await get("/v1/me");
  await statuses(6, () => get("/v1/me"));
  const chatwoot = await send(`/api/v1/accounts/${accountId}`, { headers: { api_access_token: token } });
  expect([chatwoot.status, await chatwoot.json()]).toEqual([429, { error: "Retry later" }]);
  const freescout = await send("/api/mailboxes", { headers: { "x-freescout-api-key": token } });
  expect([freescout.status, await freescout.json()]).toEqual([
    429,
    { message: "Too many requests; try later.", errorCode: "TOO MANY REQUESTS", _embedded: { errors: [] } },
  ]);
  const basic = { authorization: `Basic ${Buffer.from(`${token}:x`).toString("base64")}` };
  expect((await send("/api/mailboxes", { headers: basic })).status).toBe(429);
  expect((await send(`/api/mailboxes?api_key=${token}`)).status).toBe(429);
  const direct = await send("/v1/receipts", {
    method: "POST",
    headers: { ...bearer(token).headers, "content-type": "application/json" },
    body: "{}",
  });
  expect(direct.status).toBe(429);
  for (const { headers } of [chatwoot, freescout, direct]) expect(headers.get("retry-after")).toBe("1");
});

test("requests without a token are counted by address", async () => {
  const anonymous = () => send("/public/api/v1/inboxes/none/contacts/none");
  expect(await statuses(5, anonymous)).toEqual([404, 404, 404, 404, 429]);
  expect((await send("/v1/openapi.json")).status).toBe(429);
  expect((await send("/v1/me")).status).toBe(429);
  expect((await get("/v1/me")).status).toBe(200); // a known token is not
});

test("wrong tokens are refused after few tries, and right ones of the same address are not", async () => {
  await get("/v1/me");
  let nth = 0;
  expect(await statuses(4, () => get("/v1/me", `wrong-${nth++}`))).toEqual([401, 401, 429, 429]);
  expect((await get("/v1/me")).status).toBe(200);
  clock.ms += 20_000;
  expect(await statuses(2, () => get("/v1/me", "wrong"))).toEqual([401, 429]);
});

test("a revoked token counts as a wrong one", async () => {
  const { token, admin } = await createTokenTenant(api);
  await get("/v1/me", token);
  await api.world.database.query("update api_token set revoked_at = now() where account_id = $1", [
    admin.accountId,
  ]);
  const statusSoon = (status: number) =>
    waitFor(async () => {
      clock.ms += 1000; // its bucket does not run empty
      expect((await get("/v1/me", token)).status).toBe(status);
    });
  await statusSoon(401);
  await statusSoon(429);
  expect((await get("/v1/me")).status).toBe(200);
});

test("the health check is never limited", async () => {
  expect(new Set(await statuses(20, () => send("/health")))).toEqual(new Set([200]));
});

test("a forged header neither limits nor frees a request", async () => {
  const headers = { cookie, "x-rate-limited": "9", "x-forwarded-for": "198.51.100.7" };
  expect((await send("/api/trpc/me.get", { headers })).status).toBe(200);
});

test("screens are counted by session and call, and refused as tRPC refuses", async () => {
  const call = (calls: number) =>
    send(`/api/trpc/${Array(calls).fill("me.get").join(",")}?batch=1&input=%7B%7D`, { headers: { cookie } });
  await call(1);
  limit = createRequestLimits(RATES, () => clock.ms);
  expect((await call(9)).headers.get("ratelimit")).toBe('"session";r=1;t=9');
  const refused = await call(2);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  const body = await refused.json();
  expect(body).toHaveLength(2);
  const encoded = await send("/api/trpc/me.get%2Cme.get?batch=1&input=%7B%7D", { headers: { cookie } });
  expect([encoded.status, (await encoded.json()).length]).toEqual([429, 2]);
  expect(body[1].error.json.data).toMatchObject({
    httpStatus: 429,
    path: "me.get",
    refusal: { code: "request.rate_limited", field: null, detail: null },
  });
});

test("each refusal is counted, and one line a minute is logged", async () => {
  const info = vi.spyOn(requestLog, "info");
  const lines = () => info.mock.calls.filter(([, message]) => message === "request.rate_limited");
  const counted = async () => {
    const { values } = await metrics.rateLimited.get();
    return values.find(({ labels }) => labels.limit === "address")?.value ?? 0;
  };
  const before = await counted();
  await statuses(10, () => send("/v1/me"));
  expect([lines().length, (await counted()) - before]).toEqual([1, 6]);
  expect(lines()[0]?.[0]).toMatchObject({ limit: "address", route: "v1", address: "127.0.0.1" });
  clock.ms += 60_000;
  await statuses(10, () => send("/v1/me"));
  expect(lines()).toHaveLength(2);
  info.mockRestore();
});

test("switched off limits do not limit", async () => {
  const off = { token: null, session: null, address: null, pages: null, refused: null };
  limit = createRequestLimits(off, () => clock.ms);
  expect(new Set(await statuses(30, () => get("/v1/me")))).toEqual(new Set([200]));
  expect(new Set(await statuses(30, () => get("/v1/me", "wrong")))).toEqual(new Set([401]));
});

test("what the spool replays counts for no address, and nobody else can claim that", () => {
  const limited = createRequestLimits(RATES, () => clock.ms);
  const arrivals: unknown[] = [];
  const statusOf = (claim: string, spoolSecret?: string) => {
    const headers = { "x-tickline-replay": claim, "x-tickline-arrived": "1000" };
    const req = Object.assign(new IncomingMessage(new Socket()), {
      url: "/channels/email/a",
      headers,
      rawHeaders: Object.entries(headers).flat(),
    });
    cleanRequest(req, { proxies: 0, publicUrl: undefined, spoolSecret });
    arrivals.push(req.headers["x-tickline-arrived"]);
    return limited(req, new ServerResponse(req));
  };
  const many = (claim: string, secret?: string) => Array.from({ length: 6 }, () => statusOf(claim, secret));
  expect(many("the secret of both", "the secret of both")).toEqual(Array(6).fill(null));
  expect(arrivals.splice(0)).toEqual(Array(6).fill("1000"));
  expect(many("1", "the secret of both").at(-1)).toMatchObject({ door: "channels" });
  expect(many("", undefined).at(-1)).toMatchObject({ door: "channels" });
  expect(many("undefined", undefined).at(-1)).toMatchObject({ door: "channels" });
  expect(new Set(arrivals)).toEqual(new Set([undefined]));
});
