import { EventEmitter, once } from "node:events";
import { connect } from "node:net";
import { setImmediate as tick } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { Health } from "@/server/http/health/read-health";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import { type Front, type FrontOptions, openFront, type Parts } from "./front";

const NOTHING: Parts = {
  app: { fetch: () => new Response("api") },
  live: { matches: () => false, serve: () => undefined, close: () => undefined },
  pages: {
    serve: async (req, res) => void res.end(JSON.stringify(req.headers)),
    upgrade: (_req, socket) => void socket.destroy(),
  },
};

test("before startup is complete it answers 503 and health is starting", async () => {
  const front = await open({});
  expect(await status(front, "/health")).toEqual([503, { status: "starting" }]);
  expect(await status(front, "/")).toEqual([503, { error: { code: "starting" } }]);
});

test("health reports the database's state", async () => {
  let health: Health = "ok";
  const front = await open({ health: async () => health });
  front.open(NOTHING);
  expect(await status(front, "/health")).toEqual([200, { status: "ok" }]);
  health = "database_down";
  expect(await status(front, "/health?x=1")).toEqual([503, { status: "database_down" }]);
});

test("liveness, readiness and health are three answers", async () => {
  let health: Health = "ok";
  const front = await open({ health: async () => health });
  const read = async () => {
    const all = [];
    for (const path of ["/health/live", "/health/ready", "/health"])
      all.push((await fetch(front.url + path)).status);
    return all;
  };
  expect(await read()).toEqual([200, 503, 503]); // starting
  front.open(NOTHING);
  expect(await read()).toEqual([200, 200, 200]);
  for (health of ["events_delayed", "storage_unavailable"] as const) // so it is in another process
    expect(await read()).toEqual([200, 200, 503]);
  health = "database_down";
  expect(await read()).toEqual([200, 503, 503]);
});

test("a retiring server is not ready, and answers requests on new connections until it drains", async () => {
  const front = await open({});
  front.open(NOTHING);
  await front.retire(0);
  expect(await status(front, "/health/ready")).toEqual([503, { status: "stopping" }]);
  expect(await status(front, "/health/live")).toEqual([200, { status: "ok" }]);
  const answer = await fetch(`${front.url}/v1/me`);
  expect([answer.status, answer.headers.get("connection"), await answer.text()]).toEqual([
    200,
    "close",
    "api",
  ]);
});

test.each([
  ["/api/v1/accounts/1", true],
  ["/api", true],
  ["/api?x", true],
  ["/api/auth/session", false],
  ["/api/auth", false],
  ["/api/authors", true],
  ["/v1/events?after=x", true],
  ["/v1x", false],
  ["/public/api/v1/inboxes", true],
  ["/metrics", true],
  ["/healthy", false],
  ["/inbox", false],
  ["/", false],
])("%s goes to the APIs: %s", async (path, isApi) => {
  const front = await open({});
  front.open(NOTHING);
  const answer = await (await fetch(front.url + path)).text();
  expect(answer === "api").toBe(isApi);
});

test("a page's policy has a fresh nonce, which Next receives too", async () => {
  const front = await open({});
  front.open(NOTHING);
  const [one, two] = [await fetch(front.url), await fetch(front.url)];
  const seen = JSON.parse(await one.text());
  const policy = one.headers.get("content-security-policy");
  expect(policy).toContain(`'nonce-${seen["x-nonce"]}'`);
  expect(seen["content-security-policy"]).toBe(policy);
  expect(policy).not.toBe(two.headers.get("content-security-policy"));
  expect(policy).not.toContain("unsafe");
});

test("every answer forbids sniffing, framing and embedding by other sites", async () => {
  const front = await open({});
  front.open(NOTHING);
  for (const path of ["/", "/health", "/v1/nothing"]) {
    const { headers } = await fetch(`${front.url}${path}`);
    const of = (name: string) => headers.get(name);
    expect([path, of("x-content-type-options"), of("x-frame-options")]).toEqual([path, "nosniff", "DENY"]);
    expect(of("cross-origin-resource-policy")).toBe("same-origin");
  }
});

const FORGED = {
  "x-forwarded-for": "6.6.6.6, 7.7.7.7",
  "x-forwarded-host": "evil.example",
  "x-forwarded-proto": "https",
  "x-middleware-subrequest": "middleware",
  "x-nonce": "mine",
  forwarded: "host=evil.example",
};

test("only a trusted proxy may set the forwarded headers", async () => {
  const seen = await headersSeen({ proxies: 0 });
  expect(seen["x-forwarded-for"]).toBe("127.0.0.1");
  for (const name of ["x-forwarded-host", "x-forwarded-proto", "x-middleware-subrequest", "forwarded"]) {
    expect(seen).not.toHaveProperty(name);
  }
  expect(seen["x-nonce"]).not.toBe("mine");
});

test("a trusted proxy's last entry counts, and PUBLIC_URL sets the host", async () => {
  expect(await headersSeen({ proxies: 1 })).toMatchObject({
    "x-forwarded-for": "7.7.7.7",
    "x-forwarded-host": "evil.example",
  });
  expect(await headersSeen({ proxies: 2 })).toMatchObject({ "x-forwarded-for": "6.6.6.6" });
  const seen = await headersSeen({ proxies: 1, publicUrl: "https://inbox.example" });
  expect(seen).toMatchObject({ "x-forwarded-host": "inbox.example", "x-forwarded-proto": "https" });
});

test("PUBLIC_URL sets the host also behind an untrusted proxy that rewrites Host", async () => {
  const publicUrl = "https://inbox.example";
  const seen = await headersSeen({ publicUrl });
  expect(seen).toMatchObject({
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-host": "inbox.example",
    "x-forwarded-proto": "https",
  });
  expect(isSameOrigin({ ...seen, origin: "https://inbox.example" })).toBe(true);
  expect(isSameOrigin({ ...seen, origin: "https://evil.example" })).toBe(false);
});

test("a page that was opened past the proxy uses its own host; a foreign one does not", async () => {
  const publicUrl = "https://inbox.example";
  const own = await headersSeen({ publicUrl }, (url) => ({ origin: url }));
  expect(own).not.toHaveProperty("x-forwarded-host");
  expect(isSameOrigin(own)).toBe(true);
  const foreign = await headersSeen({ publicUrl }, () => ({ origin: "http://evil.example" }));
  expect(foreign).toMatchObject({ "x-forwarded-host": "inbox.example" });
  expect(isSameOrigin(foreign)).toBe(false);
});

test("the APIs receive the same cleaned headers", async () => {
  const front = await open({});
  front.open({ ...NOTHING, app: { fetch: (request) => Response.json(Object.fromEntries(request.headers)) } });
  const seen = await (await fetch(`${front.url}/v1/me`, { headers: FORGED })).json();
  expect(seen).toMatchObject({ "x-forwarded-for": "127.0.0.1" });
  expect(seen).not.toHaveProperty("x-forwarded-host");
});

test("draining answers requests in flight, ends streams and accepts no new connections", async () => {
  const front = await open({});
  const gate = new EventEmitter();
  const arrived = once(gate, "arrived");
  const streams: { end(): void }[] = [];
  front.open({
    ...NOTHING,
    app: {
      fetch: async () => {
        gate.emit("arrived");
        await once(gate, "released");
        return new Response("done");
      },
    },
    live: {
      matches: (url) => url === "/live",
      serve: (_req, res) => streams.push(res.writeHead(200).write("hello\n") ? res : res),
      close: () => {
        for (const stream of streams) stream.end();
      },
    },
  });
  const stream = await fetch(`${front.url}/live`);
  const inFlight = fetch(`${front.url}/v1/slow`);
  await arrived;
  const drained = front.drain(5_000);
  expect(await stream.text()).toBe("hello\n");
  await expect(fetch(`${front.url}/health`)).rejects.toThrow();
  gate.emit("released");
  expect(await (await inFlight).text()).toBe("done");
  await drained;
});

test("draining cuts requests that do not end in time", async () => {
  const front = await open({});
  front.open({ ...NOTHING, app: { fetch: () => new Promise(() => undefined) } });
  const stuck = fetch(`${front.url}/v1/stuck`).catch(() => "cut");
  await tick();
  await front.drain(50);
  expect(await stuck).toBe("cut");
});

test("in production an upgrade of a connection is refused", async () => {
  const front = await open({});
  front.open(NOTHING);
  const socket = connect(Number(new URL(front.url).port), "127.0.0.1");
  socket.write("GET /_next/hmr HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
  await once(socket, "close");
});

test("a used port is reported in one line", async () => {
  const front = await open({});
  const port = Number(new URL(front.url).port);
  await expect(open({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
});

async function open(options: Partial<FrontOptions & { port: number }>): Promise<Front> {
  const front = await openFront({
    host: "127.0.0.1",
    port: 0,
    proxies: 0,
    publicUrl: undefined,
    isDev: false,
    health: async () => "ok",
    ...options,
  });
  onTestFinished(() => front.drain(0));
  return front;
}

async function status(front: Front, path: string): Promise<[number, unknown]> {
  const response = await fetch(front.url + path);
  return [response.status, await response.json()];
}

async function headersSeen(
  options: Partial<FrontOptions>,
  more: (url: string) => Record<string, string> = () => ({}),
): Promise<Record<string, string>> {
  const front = await open(options);
  front.open(NOTHING);
  const headers = { ...FORGED, ...more(front.url) };
  return JSON.parse(await (await fetch(front.url, { headers })).text());
}
