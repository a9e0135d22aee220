import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { FrontOptions } from "./front";
import { openSharedPort } from "./shared-port";

const OPTIONS: FrontOptions = { proxies: 0, publicUrl: undefined, isDev: false, health: async () => "ok" };

async function open(pass: (socket: Socket) => boolean) {
  const front = await openSharedPort({ ...OPTIONS, host: "127.0.0.1", port: 0 }, pass);
  onTestFinished(() => front.drain(0));
  return front;
}

const statuses = async (url: string, paths: readonly string[]) =>
  Promise.all(paths.map(async (path) => (await fetch(url + path)).status));

test("while no web process takes connections, requests are 503 and the process is alive", async () => {
  const { url } = await open(() => false);
  expect(await statuses(url, ["/v1/me", "/health", "/health/ready", "/health/live"])).toEqual([
    503, 503, 503, 200,
  ]);
});

test("a client of the start is not kept from the web processes: its connection ends with the answer", async () => {
  const { url } = await open(() => false);
  const answer = await fetch(`${url}/v1/me`);
  expect(answer.headers.get("connection")).toBe("close");
});

test("a connection is passed on with everything that was sent on it", async () => {
  const server = createServer((_req, res) => void res.end("from a web process"));
  const { url } = await open((socket) => {
    server.emit("connection", socket);
    return socket.resume().readable;
  });
  expect(await (await fetch(`${url}/v1/me`)).text()).toBe("from a web process");
});

test("a drained port refuses connections", async () => {
  const { url, drain } = await open(() => false);
  await drain(0);
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  const [error] = await once(socket, "error");
  expect(error).toMatchObject({ code: "ECONNREFUSED" });
});
