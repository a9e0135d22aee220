import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { discoverIssuer } from "./discover-issuer";

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
