import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterEach, expect, test, vi } from "vitest";
import { LOCALHOST } from "@/test/support/network/localhost-certificate";
import { createAddressPolicy } from "./address-policy";
import { download } from "./download";
import { createOutbound, type Outbound, type OutboundOptions } from "./post";
import { type Address, systemResolve } from "./target";

const loopback = createAddressPolicy(["127.0.0.1/32", "127.0.0.2/32"]);
const opened: (Server | Outbound)[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) {
    if ("closeAllConnections" in one) one.closeAllConnections();
    one.close();
  }
});

/** A real receiver. `accepted` counts connections; `taken` has the bodies with their headers. */
async function receiver(answer: RequestListener = (_, response) => response.writeHead(204).end()) {
  const seen = { accepted: 0, taken: [] as { body: string; headers: NodeJS.Dict<string | string[]> }[] };
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part) => (body += part));
    request.on("end", () => {
      seen.taken.push({ body, headers: request.headers });
      answer(request, response);
    });
  });
  server.on("connection", () => seen.accepted++);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  opened.push(server);
  const { port } = server.address() as AddressInfo;
  return { seen, port, server, url: `http://127.0.0.1:${port}/hook?a=1` };
}

function outbound(options: Partial<OutboundOptions> = {}): Outbound {
  const made = createOutbound({ policy: loopback, resolve: systemResolve, ...options });
  opened.push(made);
  return made;
}

const body = Buffer.from('{"hello":"你好"}');
const postTo = (to: Outbound, url: string) =>
  to.post({ url, body, headers: { "content-type": "application/json" } });

test("posts the bytes as they are, over one connection that is kept", async () => {
  const { seen, url, port } = await receiver();
  const to = outbound();
  for (let n = 0; n < 3; n++)
    expect(await postTo(to, url)).toMatchObject({ answered: true, status: 204, address: "127.0.0.1" });
  expect(seen.accepted).toBe(1);
  expect(seen.taken).toHaveLength(3);
  expect(seen.taken[0]).toMatchObject({
    body: body.toString(),
    headers: { host: `127.0.0.1:${port}`, "content-length": String(body.length) },
  });
});

test("a name that resolves differently the second time is not connected to", async () => {
  const { seen, port } = await receiver();
  const onlyOther = createAddressPolicy(["127.0.0.2/32"]); // represents a public address
  const answers: Address[] = [{ address: "127.0.0.2", family: 4 }];
  const rebinding = async () => [answers.shift() ?? { address: "127.0.0.1", family: 4 as const }];
  const to = outbound({ policy: onlyOther, resolve: rebinding });
  const url = `http://rebind.example:${port}/`;
  expect(await postTo(to, url)).toMatchObject({
    answered: false,
    fault: "connection_refused",
    address: "127.0.0.2",
  });
  expect(await postTo(to, url)).toMatchObject({
    answered: false,
    fault: "refused_address",
    message: expect.stringMatching(/^rebind\.example leads to a private or reserved address/),
  });
  expect(seen.accepted).toBe(0);
});

test("a redirect is a response and is not followed", async () => {
  const inner = await receiver();
  const { url } = await receiver((_, response) => response.writeHead(307, { location: inner.url }).end());
  expect(await postTo(outbound(), url)).toMatchObject({ answered: true, status: 307 });
  expect(inner.seen.accepted).toBe(0);
});

test("the name stays in the Host header while the connection goes to the checked address", async () => {
  const { seen, port } = await receiver();
  const to = outbound({ resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
  await postTo(to, `http://hooks.example:${port}/`);
  expect(seen.taken[0]?.headers.host).toBe(`hooks.example:${port}`);
});

test("a receiver that never answers times out after totalMs", async () => {
  const { url } = await receiver(() => undefined);
  const posted = await postTo(outbound({ totalMs: 80 }), url);
  expect(posted).toMatchObject({ answered: false, fault: "timeout" });
});

test("an unanswered name lookup times out after connectMs", async () => {
  const to = outbound({ connectMs: 50, resolve: () => new Promise(() => undefined) });
  expect(await postTo(to, "http://slow.example/")).toMatchObject({
    answered: false,
    fault: "connect_timeout",
  });
});

test("only the beginning of an endless response is read", async () => {
  const { url } = await receiver((_, response) => {
    response.writeHead(200);
    const more = () => {
      while (response.write("x".repeat(8192)));
      response.once("drain", more);
    };
    more();
  });
  const posted = await postTo(outbound({ totalMs: 5_000 }), url);
  expect(posted).toMatchObject({ answered: true, status: 200, excerpt: "x".repeat(2048) });
});

test("a connection that the receiver closed while idle is not a failure", async () => {
  const { url, server, seen } = await receiver();
  const to = outbound();
  await postTo(to, url);
  server.closeIdleConnections();
  expect(await postTo(to, url)).toMatchObject({ answered: true, status: 204 });
  expect(seen.taken).toHaveLength(2);
});

test("Retry-After is returned", async () => {
  const { url } = await receiver((_, response) =>
    response.writeHead(503, { "retry-after": "120" }).end("busy"),
  );
  expect(await postTo(outbound(), url)).toMatchObject({ status: 503, retryAfter: "120", excerpt: "busy" });
});

test("a receiver that never completes the TLS handshake times out after connectMs", async () => {
  const mute = createTcpServer(() => undefined);
  await new Promise<void>((done) => mute.listen(0, "127.0.0.1", done));
  const { port } = mute.address() as AddressInfo;
  const to = outbound({ connectMs: 100 });
  expect(await postTo(to, `https://127.0.0.1:${port}/`)).toMatchObject({
    answered: false,
    fault: "connect_timeout",
  });
  to.close();
  mute.close();
});

test("a slowly dripping response fails after totalMs", async () => {
  const { url } = await receiver((_, response) => {
    response.writeHead(202);
    const drip = setInterval(() => response.write("."), 5);
    response.on("close", () => clearInterval(drip));
  });
  const posted = await postTo(outbound({ totalMs: 200 }), url);
  expect(posted).toMatchObject({ answered: false, fault: "timeout" });
  expect(posted.durationMs).toBeLessThan(2_000);
});

test("a receiver that answers by another protocol has answered", async () => {
  const upgrade = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  const switching = createTcpServer((socket) => socket.once("data", () => socket.write(upgrade)));
  await new Promise<void>((done) => switching.listen(0, "127.0.0.1", done));
  const { port } = switching.address() as AddressInfo;
  const to = outbound({ totalMs: 500 });
  const posted = await postTo(to, `http://127.0.0.1:${port}/`);
  switching.close();
  expect(posted).toMatchObject({ answered: true, status: 101 });
});

test("a receiver that resets the connection right after the handshake has reset it, and is no refused address", async () => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0"); // nobody vouches for the certificate
  const resetting = createTlsServer({ ...LOCALHOST, maxVersion: "TLSv1.2" }); // there the server ends the handshake
  const reset = (socket: Socket) => setImmediate(() => socket.resetAndDestroy());
  resetting.on("connection", (socket) => resetting.once("secureConnection", () => reset(socket)));
  resetting.on("tlsClientError", () => undefined);
  await new Promise<void>((done) => resetting.listen(0, "127.0.0.1", done));
  const { port } = resetting.address() as AddressInfo;
  const url = `https://127.0.0.1:${port}/`;
  const posted = await postTo(outbound(), url);
  const of = { policy: loopback, resolve: systemResolve, signal: AbortSignal.timeout(5_000) };
  const downloaded = await download(url, of).catch((error: unknown) => error);
  resetting.close();
  vi.unstubAllEnvs();
  expect(posted).toMatchObject({ answered: false, fault: "connection_reset", wasConnected: true });
  expect(downloaded).toMatchObject({ fault: "not_reachable" });
});
