import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { type Front, type FrontOptions, openFront, type Parts } from "./front";

const NOTHING: Parts = {
  app: { fetch: () => new Response("api") },
  live: { matches: () => false, serve: () => undefined, close: () => undefined },
  pages: {
    serve: async (req, res) => void res.end(JSON.stringify(req.headers)),
    upgrade: (_req, socket) => void socket.destroy(),
  },
};

/** Sends a request target as it is: fetch would resolve it. */
async function rawStatus(front: Front, target: string, more = ""): Promise<number> {
  const socket = connect(Number(new URL(front.url).port), "127.0.0.1");
  socket.end(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${more}\r\n`);
  return Number((await text(socket)).split(" ", 2)[1]);
}

const DOORS = [
  "/health",
  "/metrics",
  "/wukongim/health",
  "/_next/static",
  "/files/1",
  "/api/trpc",
  "/actions",
].concat([
  "/v1",
  "/api/v1",
  "/api",
  "/wukongim",
  "/public/api/v1",
  "/platform",
  "/auth",
  "/docs/api",
  "/docs/events",
  "/cable",
  "/inbox",
]);
/** A step of the front that lets every request pass and keeps its URL. */
function pass<T>(answer: T, seen: unknown[]) {
  return ({ url }: { url?: string | undefined }): T => {
    seen.push(url);
    return answer;
  };
}

test.each(
  DOORS.flatMap((door) =>
    ["/..", "/../v1/me", "/%2e%2E/v1/me", "/./x", "\\..\\v1", "/..%2fv1", "#x"].map((rest) => door + rest),
  ),
)("%s reaches no door", async (target) => {
  const reached: unknown[] = [];
  const front = await open({ limit: pass(null, reached) });
  const take = (url: string) => pass(false, reached)({ url });
  front.open({ ...NOTHING, live: { ...NOTHING.live, matches: take } });
  expect(await rawStatus(front, target)).toBe(400);
  expect(reached).toEqual([]);
});

test("an upgrade by a path with dot segments reaches no socket", async () => {
  const front = await open({});
  const sockets = {
    matches: () => true,
    upgrade: (_: unknown, socket: Duplex) => void socket.end("HTTP/1.1 101 X\r\n\r\n"),
    close: () => undefined,
  };
  front.open({ ...NOTHING, sockets });
  const upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  expect(await rawStatus(front, "/cable", upgrade)).toBe(101);
  expect(await rawStatus(front, "/x/../cable", upgrade)).toBeNaN(); // the connection is closed
});

test("every part sees the path as resolved", async () => {
  const seen: unknown[] = [];
  const front = await open({ limit: pass(null, seen) });
  front.open({ ...NOTHING, app: { fetch: ({ url }) => Response.json(new URL(url).pathname) } });
  const answer = await fetch(`${front.url}/%76%31/me?a=%76`);
  expect([seen, await answer.json()]).toEqual([["/v1/me?a=%76"], "/v1/me"]);
});

test("a page gets of Next's headers only those that its client sends, and none that Next cannot read", async () => {
  const front = await open({});
  front.open(NOTHING);
  const get = (headers: Record<string, string>) => fetch(`${front.url}/nope`, { headers });
  const bad = await get({ rsc: "1", "next-router-state-tree": "%5B" });
  expect([bad.status, await bad.json()]).toEqual([
    400,
    {
      error: {
        code: "request.malformed",
        message: expect.any(String),
        field: "next-router-state-tree",
        detail: "The next-router-state-tree cannot be read.",
      },
    },
  ]);
  const internal = {
    "x-nextjs-data": "1",
    "x-middleware-prefetch": "1",
    "next-action": "a",
    "x-now-route-matches": "1=a",
    "x-invoke-path": "/x",
    "next-resume": "1",
  };
  const state = encodeURIComponent(JSON.stringify(["", { children: ["inbox", {}] }, null, "refetch"]));
  const taken = {
    rsc: "1",
    "next-router-state-tree": state,
    "next-router-prefetch": "1",
    "next-url": "/inbox",
  };
  const seen = await (await get({ ...internal, ...taken })).json();
  expect(seen).toMatchObject(taken);
  for (const name of Object.keys(internal)) expect(seen).not.toHaveProperty(name);
});

async function open(options: Partial<FrontOptions>): Promise<Front> {
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
