import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { type Front, openFront, type Parts } from "@/server/http/front/front";

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
