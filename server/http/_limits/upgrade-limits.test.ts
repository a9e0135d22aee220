import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { createCable } from "@/server/dialects/chatwoot/cable/cable";
import { createWukongimSocket } from "@/server/dialects/wukongim/socket/socket";
import { openFront } from "@/server/http/front/front";
import { joinSockets } from "@/server/http/front/join-sockets";
import { waitUntil } from "@/server/lib/async/wait-until";
import { createWorld, type World } from "@/test/support/scenes/world";
import { createUpgradeLimits, type UpgradeLimits } from "./upgrade-limits";

const UNLIMITED: UpgradeLimits = { rate: null, perAddress: null, max: 1_000 };
let world: World;
const opened: WebSocket[] = [];
beforeAll(async () => {
  world = await createWorld();
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});
afterAll(() => world.close());

/** The front with the sockets of both dialects, behind so many proxies. */
async function open(
  limits: Partial<UpgradeLimits>,
  { proxies = 1, nowMs = (): number => 0 } = {},
): Promise<string> {
  const services = { database: world.database, now: () => new Date() };
  const cable = createCable({ services, baseUrl: "http://localhost" });
  const wukongim = createWukongimSocket({
    ...services,
    services: () => {
      throw new Error("nobody connects");
    },
    baseUrl: "http://localhost",
  });
  const front = await openFront({
    host: "127.0.0.1",
    port: 0,
    proxies,
    publicUrl: undefined,
    isDev: false,
    health: async () => "ok",
    admitUpgrade: createUpgradeLimits({ ...UNLIMITED, ...limits }, nowMs),
  });
  front.open({
    app: { fetch: () => new Response("api") },
    live: { matches: () => false, serve: () => undefined, close: () => undefined },
    sockets: joinSockets([cable, wukongim]),
    pages: undefined,
  });
  onTestFinished(() => front.drain(0));
  return front.url;
}

type Outcome = { status: number; retryAfter?: string | undefined; body?: unknown };

/** Opens a WebSocket from an address. 101 with the socket, or what it is refused with. */
async function upgrade(url: string, address: string, path = "/cable"): Promise<Outcome> {
  const socket = new WebSocket(`${url.replace("http", "ws")}${path}`, {
    headers: { "x-forwarded-for": address },
  });
  opened.push(socket);
  socket.on("error", () => {}); // of a socket that a test terminates
  return new Promise((resolve) => {
    socket.once("open", () => resolve({ status: 101 }));
    socket.once("unexpected-response", (_req, res) => {
      let text = "";
      res.on("data", (bytes) => (text += bytes));
      res.once("end", () => {
        const retryAfter = res.headers["retry-after"];
        resolve({ status: res.statusCode ?? 0, retryAfter, body: JSON.parse(text) });
      });
    });
  });
}
const statuses = async (n: number, connectOne: () => Promise<Outcome>): Promise<number[]> =>
  (await Promise.all(Array.from({ length: n }, connectOne))).map(({ status }) => status);
const count = (all: readonly number[], status: number) => all.filter((one) => one === status).length;

test("an address opens WebSockets at its rate; another address still gets in", async () => {
  let nowMs = 0;
  const url = await open({ rate: { perSecond: 1, burst: 20 } }, { nowMs: () => nowMs });
  const flood = await statuses(200, () => upgrade(url, "192.0.2.1"));
  expect([count(flood, 101), count(flood, 429)]).toEqual([20, 180]);
  expect(await upgrade(url, "192.0.2.2")).toEqual({ status: 101 });
  expect(await upgrade(url, "192.0.2.1")).toEqual({
    status: 429,
    retryAfter: "1",
    body: { error: "Retry later" },
  });
  expect(await upgrade(url, "192.0.2.1", "/wukongim/ws?inbox=x")).toMatchObject({
    status: 429,
    body: { status: 429 },
  });
  nowMs += 1_000;
  expect(await upgrade(url, "192.0.2.1")).toEqual({ status: 101 });
});

test("an address keeps a number of WebSockets open, over all doors; one that closes makes a place", async () => {
  const url = await open({ perAddress: 3 });
  expect(await statuses(2, () => upgrade(url, "192.0.2.1"))).toEqual([101, 101]);
  expect(await upgrade(url, "192.0.2.1", "/wukongim/ws?inbox=x")).toEqual({ status: 101 });
  expect(await upgrade(url, "192.0.2.1")).toMatchObject({ status: 429, retryAfter: "5" });
  expect(await upgrade(url, "192.0.2.2")).toEqual({ status: 101 });
  opened[0]?.close();
  const isOpen = async () => (await upgrade(url, "192.0.2.1")).status === 101;
  expect(await waitUntil(isOpen, { withinMs: 90_000 })).toBe(true);
});

test("a process keeps a number of WebSockets open; beyond it is 503 with Retry-After", async () => {
  const url = await open({ max: 2 });
  expect(await statuses(2, () => upgrade(url, "192.0.2.1"))).toEqual([101, 101]);
  expect(await upgrade(url, "192.0.2.2")).toMatchObject({ status: 503, retryAfter: "5" });
});

test("without a trusted proxy the peer's own address counts, whatever it claims", async () => {
  const url = await open({ perAddress: 2 }, { proxies: 0 });
  let n = 0;
  const all = await statuses(5, () => upgrade(url, `192.0.2.${++n}`));
  expect([count(all, 101), count(all, 429)]).toEqual([2, 3]);
});

test("a client that resets its connection while it is refused ends nothing", async () => {
  const url = await open({ max: 0 });
  const { port } = new URL(url);
  const resets = Array.from({ length: 20 }, async () => {
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    socket.write("GET /cable HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", () =>
      socket.resetAndDestroy(),
    );
    await once(socket, "close");
  });
  await Promise.all(resets);
  expect((await fetch(`${url}/health`)).status).toBe(200);
});
