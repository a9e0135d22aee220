import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { updateAccount } from "@/server/commands/members/account";
import { createApp } from "@/server/http/app";
import { type Front, openFront, type Parts } from "@/server/http/front/front";
import { type Api, createTokenTenant, openApi } from "@/test/support/clients/api";
import { holds } from "@/test/support/scenes/property";
import { isDecodable, resolvePath } from "./damaged-requests";

describe("damaged requests", () => {
  const resolved = (url: string): string | null => {
    const req = { url };
    return resolvePath(req) ? req.url : null;
  };

  test.each([
    "/health/../v1/me",
    "/health/%2e%2e/v1/me",
    "/health/.%2E/v1/me",
    "/health/%2e/",
    "/metrics/..",
    "/.",
    "/..?x=1",
    "/files/1/..%2fx",
    "/files/1/%2e%2e%5Cx",
    "/health\\..\\v1",
    "/health/.\t./v1",
    "/v1/me#x",
    "http://tickline.example/v1/me",
    "*",
    "",
  ])("%s is no path", (url) => expect(resolved(url)).toBeNull());

  test.each([
    ["/%76%31/me?a=%76..", "/v1/me?a=%76.."],
    ["/wukongim/%68ealth", "/wukongim/health"],
    ["/files/7/a%2Eb.txt", "/files/7/a.b.txt"],
    ["/files/7/1..2%20(3)%2f%E4%BD%A0....txt", "/files/7/1..2%20(3)%2f%E4%BD%A0....txt"],
    ["/files/7/...", "/files/7/..."],
    ["/v1/contacts/a%252e%252e", "/v1/contacts/a%252e%252e"],
    ["/api//x", "/api//x"],
    ["/?q=/../x\\#", "/?q=/../x\\#"],
  ])("%s is resolved to %s", (url, path) => expect(resolved(url)).toBe(path));

  test("a resolved path is the one that a parser of URLs finds", () => {
    const part = fc.constantFrom(
      "/",
      ".",
      "..",
      "%2e",
      "%2E",
      "%2f",
      "%5c",
      "\\",
      "v1",
      "%76",
      "%",
      "~",
      "%7e",
      "\t",
      "?",
      "#",
      "你",
    );
    holds(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const path = resolved(`/v${parts.join("")}`);
        if (path === null) return;
        const { pathname } = new URL(`http://x${path}`);
        expect(pathname).toBe(path.split("?")[0]?.replaceAll("你", "%E4%BD%A0"));
      }),
    );
  });

  test.each([
    ["/inbox?c=%zz", true],
    ["/api/auth/callback/%E4%BD%A0", true],
    ["/api/auth/%zz", false],
    ["/api/auth/callback/%ff", false],
    ["/%c0%ae%c0%ae", false],
    ["/x/%/z", false],
  ])("%s has a path that can be decoded: %s", (url, expected) => {
    expect(isDecodable(url)).toBe(expected);
  });
});

describe("cors", () => {
  const [SHOP, OTHER, FOREIGN] = [
    "https://shop.example.com",
    "https://other.example.com",
    "https://evil.test",
  ];
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
});

describe("refused requests", () => {
  const NOTHING: Parts = {
    app: { fetch: () => new Response("api") },
    live: { matches: () => false, serve: () => undefined, close: () => undefined },
    pages: undefined,
  };

  async function open(): Promise<Front> {
    const options = { host: "127.0.0.1", port: 0, proxies: 0, publicUrl: undefined, isDev: false };
    const front = await openFront({ ...options, health: async () => "ok" });
    onTestFinished(() => front.drain(0));
    return front;
  }

  test("methods that no route has never reach the pages, nor does the server's own address", async () => {
    const front = await open();
    const serve = vi.fn(async () => {});
    front.open({ ...NOTHING, pages: { serve, upgrade: () => {} } });
    const { port } = new URL(front.url);
    const heads = ["TRACE / HTTP/1.1", "PROPFIND /inbox HTTP/1.1", "OPTIONS * HTTP/1.1"];
    for (const head of heads) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(`${head}\r\nHost: x\r\nConnection: close\r\n\r\n`);
      const [answer] = await once(socket, "data");
      expect(String(answer)).toMatch(/^HTTP\/1\.1 405 [\s\S]*allow: GET, HEAD, POST/i);
    }
    expect(serve).not.toHaveBeenCalled();
  });

  test.each(["<script>", "%", "x:y:z@[", "a b", "99999999999", ""])(
    "a request for the host %j is refused",
    async (host) => {
      const front = await open();
      front.open(NOTHING);
      const socket = connect(Number(new URL(front.url).port), "127.0.0.1");
      socket.write(`GET /v1/me HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      const [answer] = await once(socket, "data");
      expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
    },
  );
});
