import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { openFront } from "@/server/http/front/front";
import { RELEASE } from "@/server/lib/process/release";
import { limitRequestTime } from "./request-headers";

test("health names the release to who has METRICS_TOKEN, and to nobody else", async () => {
  vi.stubEnv("METRICS_TOKEN", "a-token-of-the-operator");
  const front = await openFront({
    host: "127.0.0.1",
    port: 0,
    proxies: 0,
    publicUrl: undefined,
    isDev: false,
    health: async () => "ok",
  });
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await front.drain(0);
  });
  const read = async (authorization?: string) =>
    (await fetch(`${front.url}/health/live`, authorization ? { headers: { authorization } } : {})).json();
  expect(await read()).toEqual({ status: "ok" });
  expect(await read("Bearer a-token-of-somebody")).toEqual({ status: "ok" });
  expect(await read("Bearer a-token-of-the-operator")).toEqual({ status: "ok", version: RELEASE });
});

const LIMIT_MS = 300;
let server: Server;

beforeAll(async () => {
  server = createServer((req, res) => {
    limitRequestTime(req, res, LIMIT_MS);
    let bytes = 0;
    req.on("data", (chunk: Buffer) => (bytes += chunk.length)).on("end", () => res.end(`got ${bytes}`));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(() => server.close());

async function begin(path: string, type: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  let text = "";
  const answer = new Promise<string>((resolve) => {
    socket.on("data", (chunk) => (text += chunk)).on("close", () => resolve(text));
  });
  await once(socket, "connect");
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: 20\r\nConnection: close\r\n\r\n`,
  );
  return { socket, answer };
}

/** Sends one byte each `everyMs` for longer than the limit in total. */
const trickle = (socket: Socket, everyMs: number) =>
  new Promise<void>((resolve) => {
    let left = 20;
    const timer = setInterval(() => {
      socket.write("x");
      left -= 1;
      if (left > 0 && !socket.destroyed) return;
      clearInterval(timer);
      resolve();
    }, everyMs);
  });

test("a body that is not sent in time is answered with 408", async () => {
  const { socket, answer } = await begin("/v1/contacts", "application/json");
  socket.on("error", () => undefined);
  void trickle(socket, 40);
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
});

test.each([
  ["/v1/files", "application/octet-stream"],
  ["/api/files?name=a", "application/octet-stream"],
  ["/api/v1/direct_uploads/a-token", "video/mp4"],
  ["/v1/conversations/1/messages", "multipart/form-data; boundary=x"],
])("%s takes as long as its bytes keep coming", async (path, type) => {
  const { socket, answer } = await begin(path, type);
  await trickle(socket, 40);
  expect(await answer).toMatch(/got 20$/);
});

test("an upload without further bytes is answered with 408", async () => {
  const { socket, answer } = await begin("/v1/files", "application/octet-stream");
  socket.write("xx");
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
});
