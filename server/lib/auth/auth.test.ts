import { once } from "node:events";
import { createServer } from "node:http";
import { encode } from "next-auth/jwt";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { discoverIssuer } from "./discover-issuer";
import { readSessionCookie } from "./session-cookie";

describe("discoverIssuer", () => {
  /** The provider's answer by the first part of the path. */
  const answers = new Map<string, { status?: number; body: unknown }>();

  const requests: string[] = [];
  let origin: string;

  const server = createServer((req, res) => {
    const url = req.url ?? "";
    requests.push(url);
    const answer = answers.get(url.split("/")[1] ?? "");
    res.writeHead(answer?.status ?? (answer ? 200 : 404)).end(JSON.stringify(answer?.body));
  });
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    origin = `http://127.0.0.1:${address.port}`;
  });
  afterAll(() => new Promise((done) => server.close(done)));

  const metadata = (issuer: string, more: object = {}) => ({
    issuer,
    authorization_endpoint: "https://login.example.com/auth",
    token_endpoint: "https://login.example.com/token",
    jwks_uri: "https://login.example.com/jwks",
    ...more,
  });

  test("metadata is read once, with the provider's spelling of the issuer", async () => {
    answers.set("good", { body: metadata(`${origin}/good/`) });
    const found = await discoverIssuer(`${origin}/good`);
    expect(found.issuer).toBe(`${origin}/good/`);
    expect(await discoverIssuer(`${origin}/good`)).toBe(found);
    expect(requests.filter((url) => url.startsWith("/good"))).toEqual([
      "/good/.well-known/openid-configuration",
    ]);
  });

  test.each<[string, (issuer: string) => { status?: number; body: unknown }]>([
    ["another issuer", () => ({ body: metadata("https://evil.example.com") })],
    ["an endpoint without https", (is) => ({ body: metadata(is, { token_endpoint: "http://example.com" }) })],
    ["no endpoint", (is) => ({ body: { issuer: is } })],
    ["an error", (is) => ({ status: 503, body: metadata(is) })],
  ])("metadata with %s is refused, and asked for again", async (name, answer) => {
    const path = name.replaceAll(" ", "-");
    const issuer = `${origin}/${path}`;
    answers.set(path, answer(issuer));
    await expect(discoverIssuer(issuer)).rejects.toThrow();
    answers.set(path, { body: metadata(issuer) });
    expect((await discoverIssuer(issuer)).issuer).toBe(issuer);
  });
});

describe("session cookie", () => {
  const SECRET = "a secret of the test, long enough for anybody";
  beforeEach(() => {
    vi.stubEnv("NEXTAUTH_SECRET", SECRET);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  const cookieOf = async (maxAge: number) => ({
    cookie: `next-auth.session-token=${await encode({ token: { userId: 7 }, secret: SECRET, maxAge })}`,
  });

  test("a cached session expires on time, with next-auth's clock tolerance", async () => {
    const headers = await cookieOf(60);
    expect(await readSessionCookie(headers)).toMatchObject({ userId: 7 });
    vi.useFakeTimers({ now: Date.now() + 70_000 });
    expect(await readSessionCookie(headers)).toMatchObject({ userId: 7 });
    vi.setSystemTime(Date.now() + 10_000);
    expect(await readSessionCookie(headers)).toBeNull();
    expect(await readSessionCookie(await cookieOf(-80))).toBeNull();
  });

  test("behind an https address only the cookie of this very host counts", async () => {
    const { cookie } = await cookieOf(60);
    const value = cookie.slice(cookie.indexOf("="));
    vi.stubEnv("NEXTAUTH_URL", "https://inbox.acme.example");
    expect(await readSessionCookie({ cookie })).toBeNull();
    expect(await readSessionCookie({ cookie: `__Secure-next-auth.session-token${value}` })).toBeNull();
    const own = `__Host-next-auth.session-token${value}`;
    expect(await readSessionCookie({ cookie: `${cookie}; ${own}` })).toMatchObject({ userId: 7 });
  });

  test("a cached session is invalid with another secret", async () => {
    const headers = await cookieOf(60);
    expect(await readSessionCookie(headers)).toMatchObject({ userId: 7 });
    vi.stubEnv("NEXTAUTH_SECRET", "another secret, after it was changed by hand");
    expect(await readSessionCookie(headers)).toBeNull();
  });
});
