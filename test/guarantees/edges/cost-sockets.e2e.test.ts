import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createCable } from "@/server/dialects/chatwoot/cable/cable";
import { COMMAND_BYTES_MAX, SUBPROTOCOL } from "@/server/dialects/chatwoot/cable/frames";
import { createWukongimSocket } from "@/server/dialects/wukongim/socket/socket";
import { FRAME_BYTES_MAX } from "@/server/dialects/wukongim/socket/wire/requests";
import { type Front, openFront } from "@/server/http/front/front";
import { joinSockets } from "@/server/http/front/join-sockets";
import { createWorld, type World } from "@/test/support/scenes/world";
import { countSteps } from "@/test/support/steps";

// What a stranger's upgrade, frame or page header may cost, in work and not in time.
const STEPS_MAX = 200_000;
/** Node refuses longer heads. */
const HEAD_CHARS = 15_000;

let world: World;
let front: Front;
let steps: Awaited<ReturnType<typeof countSteps>>;
beforeAll(async () => {
  world = await createWorld();
  const services = { database: world.database, now: () => new Date() };
  const noServices = () => {
    throw new Error("nobody is signed in");
  };
  front = await openFront({
    host: "127.0.0.1",
    port: 0,
    proxies: 1,
    publicUrl: undefined,
    isDev: false,
    health: async () => "ok",
  });
  front.open({
    app: { fetch: () => new Response("api") },
    live: { matches: () => false, serve: () => undefined, close: () => undefined },
    sockets: joinSockets([
      createCable({ services, baseUrl: "http://localhost" }),
      createWukongimSocket({ ...services, services: noServices, baseUrl: "http://localhost" }),
    ]),
    pages: { serve: async (_, res) => void res.end("page"), upgrade: (_, socket) => void socket.destroy() },
  });
  steps = await countSteps();
});
afterAll(async () => {
  await steps.stop();
  await front.drain(0);
  await world.close();
});
beforeEach(() => steps.take());

/** As much of a part as fits into a head. */
const filled = (part: string): string => part.repeat(Math.floor(HEAD_CHARS / part.length));
const HEADS: readonly [title: string, query: string, headers: string][] = [
  ["a long query", `?${filled("a&")}`, ""],
  ["a deep name in the query", `?a${filled("[b]")}=1`, ""],
  ["many cookies", "", `Cookie: ${filled("a=1; ")}`],
  ["a long list of addresses", "", `X-Forwarded-For: ${filled("10.0.0.1, ")}10.0.0.1`],
  ["a long origin", "", `Origin: https://${filled("a.")}example`],
  ["many subprotocols", "", `Sec-WebSocket-Protocol: ${filled("a,")}${SUBPROTOCOL}`],
  ["many extensions", "", `Sec-WebSocket-Extensions: ${filled("a;b=1,")}a`],
  ["many headers", "", filled("x-next-a: 1\r\n").trimEnd()],
];

/** Sends a head and returns the first line of the answer; empty if the connection was closed without one. */
async function sendHead(path: string, headers: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port: Number(new URL(front.url).port) });
  const answered = once(socket, "data").then(([bytes]) => String(bytes));
  const ended = text(socket).catch(() => "");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n\r\n`);
  const answer = await Promise.race([answered, ended]);
  socket.destroy();
  return answer.split("\r\n")[0] ?? "";
}

const UPGRADE = [
  "Connection: Upgrade",
  "Upgrade: websocket",
  "Sec-WebSocket-Version: 13",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
];
const PATHS = ["/cable", "/wukongim/ws"] as const;

test.each(PATHS.flatMap((path) => HEADS.map((head) => [path, ...head] as const)))(
  "an upgrade of %s with %s costs little",
  async (path, _, query, headers) => {
    const answer = await sendHead(`${path}${query}`, [...UPGRADE, headers].filter(Boolean).join("\r\n"));
    expect(answer).not.toMatch(/ 5\d\d /);
    expect(await steps.take()).toBeLessThan(STEPS_MAX);
  },
);

/** Frames of about so many characters. */
const framesOf = (chars: number): readonly [title: string, frame: string | Buffer][] => {
  const levels = Math.floor(chars / 7);
  const deep = `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
  const command = (identifier: string) => JSON.stringify({ command: "subscribe", identifier });
  return [
    ["deep JSON", deep],
    ["a wide list", `[${"1,".repeat(chars / 2 - 2)}1]`],
    ["quotes behind backslashes", `${'\\"'.repeat(chars / 2 - 1)}\\`],
    ["a command with a long room", command("x".repeat(chars - 100))],
    ["a command with a deep room", command(`[${"[".repeat(chars / 2)}`)],
    ["a call with deep parameters", `{"jsonrpc":"2.0","id":"1","method":"connect","params":${deep}}`],
    ["a call with a long name", JSON.stringify({ id: "1", method: "m".repeat(chars - 100), params: {} })],
    ["bytes", Buffer.alloc(chars, 0xff)],
    ["more than is read", "x".repeat(10 * chars)],
  ];
};
/** Half of what each socket reads at most. */
const FRAME_CHARS = { "/cable": COMMAND_BYTES_MAX / 2, "/wukongim/ws": FRAME_BYTES_MAX / 2 } as const;

/** What is answered after the frame, and its answer. */
const LAST = {
  "/cable": JSON.stringify({
    command: "subscribe",
    identifier: JSON.stringify({ channel: "RoomChannel", pubsub_token: "nobody" }),
  }),
  "/wukongim/ws": JSON.stringify({ jsonrpc: "2.0", id: "the last one", method: "ping", params: {} }),
} as const;
const ANSWER = /nobody.*reject_subscription|reject_subscription.*nobody|the last one/s;

test.each(PATHS.flatMap((path) => framesOf(FRAME_CHARS[path]).map((frame) => [path, ...frame] as const)))(
  "a frame on %s of %s costs little",
  async (path, _, frame) => {
    const url = `${front.url.replace("http", "ws")}${path}`;
    const socket = path === "/cable" ? new WebSocket(url, SUBPROTOCOL) : new WebSocket(url);
    socket.on("error", () => {}); // the server may cut it
    const closed = once(socket, "close");
    await Promise.race([once(socket, "open"), closed]);
    await steps.take();
    const answered = new Promise<void>((resolve) =>
      socket.on("message", (bytes) => ANSWER.test(String(bytes)) && resolve()),
    );
    socket.send(frame, () => {});
    if (socket.readyState === WebSocket.OPEN) socket.send(LAST[path]);
    await Promise.race([answered, closed]); // frames are handled in their order
    expect(await steps.take()).toBeLessThan(STEPS_MAX);
    socket.terminate();
  },
);

const state = (json: string): string =>
  `Next-Router-State-Tree: ${encodeURIComponent(json).slice(0, HEAD_CHARS)}`;
const PAGE_HEADERS: readonly [title: string, headers: string][] = [
  ["a deep state", state('["",{"a":'.repeat(2_000))],
  ["a whole deep state", state(`${'["",{"a":'.repeat(450)}["",{}]${"}]".repeat(450)}`)],
  ["a wide state", state(`["",{${Array.from({ length: 400 }, (_, i) => `"n${i}":["",{}]`).join(",")}}]`)],
  ["a state that is no JSON", `Next-Router-State-Tree: ${filled("%22%5C")}`],
  ["a state of broken escapes", `Next-Router-State-Tree: ${filled("%")}`],
  ["a long URL", `Next-Url: /${filled("a/")}`],
  ["a long segment", `Next-Router-Segment-Prefetch: /${filled("a/")}`],
  ["many headers of Next", filled("x-next-a: 1\r\n").trimEnd()],
];

test.each(PAGE_HEADERS)("a page with %s costs little", async (_, headers) => {
  const answer = await sendHead("/inbox?_rsc=x", `RSC: 1\r\nConnection: close\r\n${headers}`);
  expect(answer).toMatch(/^HTTP\/1\.1 [234]\d\d /);
  expect(await steps.take()).toBeLessThan(STEPS_MAX);
});
