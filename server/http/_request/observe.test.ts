import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  type MockInstance,
  onTestFinished,
  test,
  vi,
} from "vitest";
import { createApp } from "@/server/http/app";
import { log, requestLog } from "@/server/lib/process/log";
import { type Api, begin, type Client, createTokenTenant, openApi } from "@/test/support/clients/api";
import { createRepeatedLines } from "./observe";

let api: Api;
let client: Client;
let token: string;
beforeAll(async () => {
  api = await openApi(createApp);
  ({ client, token } = await createTokenTenant(api));
});
afterAll(() => api.close());

describe("request ids", () => {
  test("every response has one, also a refusal, in its body too", async () => {
    const { headers, body } = await client.get("/v1/nothing");
    expect(headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
    expect(body.error.requestId).toBe(headers.get("x-request-id"));
  });

  test("a valid id from the caller is kept, an invalid one is replaced", async () => {
    const echo = async (id: string) =>
      (await client.get("/v1/me", { "x-request-id": id })).headers.get("x-request-id");
    expect(await echo("edge:7f3a-1")).toBe("edge:7f3a-1");
    expect(await echo('"><script>')).toMatch(/^[\da-f-]{36}$/);
    expect(await echo("x".repeat(129))).toMatch(/^[\da-f-]{36}$/);
  });
});

describe("the access log", () => {
  let lines: MockInstance<typeof requestLog.info>;
  beforeEach(() => {
    lines = vi.spyOn(requestLog, "info");
  });

  test("contains pattern, status, account and token, and no content", async () => {
    const { path, contact } = await begin(client);
    await client.post(`${path}/messages`, { content: "My card number is 4111" });
    await client.get(`/v1/contacts?query=${encodeURIComponent(contact.name)}`);
    const logged = lines.mock.calls.map(([line]) => line);
    expect(logged.at(-2)).toMatchObject({
      method: "POST",
      route: "/v1/conversations/:displayId/messages",
      status: 201,
      accountId: expect.any(Number),
      tokenId: expect.any(Number),
    });
    const all = JSON.stringify(lines.mock.calls);
    for (const secret of ["4111", token, contact.name, contact.phone]) expect(all).not.toContain(secret);
  });
});

test("an invalid token is in the security log, with the client's address", async () => {
  const lines = vi.spyOn(requestLog, "info");
  await fetch(`${api.url}/v1/me`, { headers: { authorization: "Bearer nobody" } });
  expect(lines.mock.calls.map(([line]) => line)).toContainEqual(
    expect.objectContaining({ security: "auth.token_refused", address: "127.0.0.1", route: "/v1/me" }),
  );
});

describe("metrics", () => {
  test("count requests by pattern and refusals by code, and are readable from this machine", async () => {
    await client.get("/v1/contacts/999999999");
    const response = await fetch(`${api.url}/metrics`);
    const page = await response.text();
    expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(page).toMatch(
      /tickline_http_request_seconds_count\{method="GET",route="\/v1\/contacts\/:id",status="404"\} \d/,
    );
    expect(page).toMatch(/tickline_refusals_total\{code="contact\.not_found"\} \d/);
    expect(page).toContain("tickline_relay_lag_seconds");
    expect(page).not.toMatch(/contacts\/\d/);
  });

  const get = (env: object | undefined, headers: Record<string, string> = {}) =>
    createApp().fetch(
      new Request("http://localhost/metrics", { headers: { host: "localhost", ...headers } }),
      env,
    );
  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });

  test("are not found from another machine, behind a proxy, or without a known address", async () => {
    expect((await get(from("192.0.2.7"))).status).toBe(404);
    expect((await get(from("127.0.0.1"), { "x-forwarded-for": "192.0.2.7" })).status).toBe(404);
    expect((await get(from("192.0.2.7"), { "x-forwarded-for": "127.0.0.1" })).status).toBe(404);
    expect((await get(undefined, { "x-forwarded-for": "127.0.0.1" })).status).toBe(404);
    expect((await get(from("::ffff:127.0.0.1"))).status).toBe(200);
  });

  test("are readable with METRICS_TOKEN", async () => {
    vi.stubEnv("METRICS_TOKEN", "a-token-for-prometheus");
    expect((await get(from("192.0.2.7"), { authorization: "Bearer a-token-for-prometheus" })).status).toBe(
      200,
    );
    expect((await get(from("192.0.2.7"), { authorization: "Bearer another" })).status).toBe(404);
    expect((await get(from("192.0.2.7"))).status).toBe(404);
    vi.unstubAllEnvs();
  });
});

test("while the database is unreachable callers get 503 with Retry-After", async () => {
  const away = await openApi(createApp);
  const tenant = await createTokenTenant(away);
  vi.spyOn(away.world.database, "query").mockRejectedValue(
    Object.assign(new Error("gone"), { code: "57P01" }),
  );
  const { status, body, headers } = await tenant.client.get("/v1/me");
  expect({ status, code: body.error.code }).toEqual({ status: 503, code: "server.busy" });
  expect(headers.get("retry-after")).toBe("1");
  vi.restoreAllMocks();
  await away.close();
});

test("a bug is answered with 500 without details, and logged under the request id", async () => {
  const broken = await openApi(createApp);
  const tenant = await createTokenTenant(broken);
  const logged = vi.spyOn(log, "error");
  vi.spyOn(broken.world.database, "query").mockRejectedValue(new Error("column secret does not exist"));
  const { status, body } = await tenant.client.get("/v1/me");
  expect({ status, code: body.error.code }).toEqual({ status: 500, code: "internal" });
  expect(JSON.stringify(body)).not.toContain("secret");
  expect(logged.mock.calls[0]?.[0]).toMatchObject({ requestId: body.error.requestId });
  vi.restoreAllMocks();
  await broken.close();
});

test("ten thousand equal lines in an interval are two: the first, and the number of the others", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const written: [string, number][] = [];
  const lines = createRepeatedLines<string>({ everyMs: 60_000, write: (line, n) => written.push([line, n]) });
  const first = Array.from({ length: 10_000 }, (_, n) => lines.isRepeated("stream 7", `line ${n}`));
  expect(first.filter((isRepeated) => !isRepeated)).toEqual([false]);
  expect(lines.isRepeated("stream 8", "other")).toBe(false);
  vi.advanceTimersByTime(60_000);
  expect(written).toEqual([["line 0", 9_999]]);
  expect(lines.isRepeated("stream 7", "later")).toBe(false);
  vi.advanceTimersByTime(60_000);
  expect(written).toHaveLength(1);
});
