import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { openTransport } from "./transport";

let server: WebSocketServer;
beforeAll(async () => {
  server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function pair() {
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, "connection");
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const [socket] = (await accepted) as [WebSocket];
  await once(client, "open");
  return { client, transport: openTransport(socket) };
}

test("a client that reads nothing is cut off when too much is pending", async () => {
  const { client, transport } = await pair();
  client.pause();
  const frame = "x".repeat(100_000);
  let sent = 0;
  while (transport.send(frame)) sent += 1;
  expect(sent).toBeLessThan(200);
  expect(transport.isOpen()).toBe(false);
  expect(transport.send(frame)).toBe(false);
  await transport.drained();
  client.terminate();
});

test("a client that reads is waited for", async () => {
  const { client, transport } = await pair();
  let received = 0;
  client.on("message", () => {
    received += 1;
  });
  for (let sent = 0; sent < 300; sent++) {
    expect(transport.send("x".repeat(100_000))).toBe(true);
    await transport.drained();
  }
  client.close();
  await once(client, "close");
  expect(received).toBeLessThanOrEqual(300);
});
