import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readIncoming } from "./body";

/** A request whose head and `sent` have arrived, and its client's connection. */
async function openRequest(sent: string) {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  client.write(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\n${sent}`);
  const [req]: [IncomingMessage] = await once(server, "request");
  return { req, client };
}

test("the body of a request is read once it is whole", async () => {
  const { req, client } = await openRequest("ab");
  const reading = readIncoming(req);
  client.write("cd");
  expect((await reading)?.toString()).toBe("abcd");
});

test("a client that disconnects while its body is read leaves none", async () => {
  const { req, client } = await openRequest("ab");
  const reading = readIncoming(req);
  client.destroy();
  expect(await reading).toBeNull();
});

test("a client that has disconnected before its body is read leaves none", async () => {
  const { req, client } = await openRequest("ab");
  client.destroy();
  await new Promise((resolve) => req.once("close", resolve));
  expect(await readIncoming(req)).toBeNull();
});
