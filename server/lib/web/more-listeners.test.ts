import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "./listen";
import { addListeners } from "./more-listeners";

async function open(count: number) {
  const server = createServer((_req, res) => void res.end("answered"));
  const url = await listen(server, { host: "127.0.0.1", port: 0 });
  const more = addListeners(server, count, (socket) => server.emit("connection", socket));
  onTestFinished(() => {
    more.close();
    server.close();
    server.closeAllConnections();
  });
  await more.added;
  return { server, url, more, port: Number(new URL(url).port) };
}

/** Opens so many connections at once, and counts the turns of the event loop until all are accepted. */
async function turnsFor(connections: number, { server, port }: Awaited<ReturnType<typeof open>>) {
  let accepted = 0;
  server.on("connection", () => {
    accepted += 1;
  });
  const clients = Array.from({ length: connections }, () => connect(port, "127.0.0.1"));
  onTestFinished(() => {
    for (const client of clients) client.destroy();
  });
  let turns = 0;
  for (; accepted < connections; turns++) await new Promise(setImmediate);
  return turns;
}

test("connections that come together are accepted in few turns of the event loop", async () => {
  expect(await turnsFor(64, await open(15))).toBeLessThan(20);
});

test("every connection is answered, whoever accepted it", async () => {
  const { url } = await open(3);
  const answers = await Promise.all(Array.from({ length: 20 }, async () => (await fetch(url)).text()));
  expect(answers).toEqual(answers.map(() => "answered"));
});

test("closed listeners leave nobody who accepts", async () => {
  const { server, more, port } = await open(3);
  more.close();
  server.close();
  const [error] = await once(connect(port, "127.0.0.1"), "error");
  expect(error).toMatchObject({ code: "ECONNREFUSED" });
});

test("a socket that cannot be duplicated is reported, and the server still answers", async () => {
  const { server, url } = await open(1);
  const closed = createServer();
  const none = addListeners(closed, 2, (socket) => server.emit("connection", socket));
  await expect(none.added).rejects.toThrow();
  expect(await (await fetch(url)).text()).toBe("answered");
});
