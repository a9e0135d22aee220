import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { openStandInCore, openTestSpool } from "@/test/support/network/stand-in-core";

async function openBoth() {
  const core = await openStandInCore();
  return { core, spool: await openTestSpool(core.url) };
}

/** Sends these bytes over a connection, and resolves with all that comes back until it ends. */
async function sendRaw(url: string, text: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let answer = "";
  socket.on("data", (chunk) => (answer += chunk)).on("error", () => undefined);
  socket.write(text);
  await once(socket, "close");
  return answer;
}

test("a request and its answer pass with their end-to-end headers, and the client's address and host", async () => {
  const { core, spool } = await openBoth();
  core.answer = (_, res) =>
    void res
      .writeHead(418, "Teapot", [
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
        ["connection", "x-hop"],
        ["x-hop", "1"],
        ["x-end", "2"],
      ])
      .end("short");
  const answer = await sendRaw(
    spool.url,
    [
      "PUT /v1/x?a=%2F HTTP/1.1",
      "Host: inbox.example.com",
      "X-Forwarded-For: 203.0.113.7",
      "X-Forwarded-Proto: https",
      "Connection: close, x-mine",
      "X-Mine: 1",
      "TE: trailers",
      "X-Tickline-Replay: forged",
      "Authorization: Bearer t",
      "Content-Length: 2",
      "",
      "hi",
    ].join("\r\n"),
  );
  expect(answer).toMatch(/^HTTP\/1\.1 418 Teapot\r\n/);
  expect(answer).toContain("set-cookie: a=1\r\nset-cookie: b=2\r\n");
  expect(answer).toContain("x-end: 2");
  expect(answer).not.toContain("x-hop");
  expect(answer).toMatch(/\r\n\r\n(5\r\n)?short/);
  const { headers, ...rest } = core.received[0] ?? { headers: {} };
  expect(rest).toEqual({ method: "PUT", url: "/v1/x?a=%2F", body: Buffer.from("hi") });
  expect(headers).toEqual({
    host: "inbox.example.com",
    "x-forwarded-for": "203.0.113.7, 127.0.0.1",
    "x-forwarded-host": "inbox.example.com",
    "x-forwarded-proto": "https, http",
    authorization: "Bearer t",
    "content-length": "2",
    connection: "keep-alive",
  });
});

test.each([
  ["both lengths", "Content-Length: 5\r\nTransfer-Encoding: chunked"],
  ["two lengths", "Content-Length: 5\r\nContent-Length: 6"],
  ["a coding that is not chunked", "Transfer-Encoding: xchunked"],
  ["a space before the colon", "Transfer-Encoding : chunked"],
  ["a negative length", "Content-Length: -1"],
])("a request with %s is refused, and the core sees nothing of it", async (_, header) => {
  const { core, spool } = await openBoth();
  const answer = await sendRaw(
    spool.url,
    `POST /channels/whatsapp/a HTTP/1.1\r\nHost: a\r\n${header}\r\n\r\n0\r\n\r\nGET /v1/smuggled HTTP/1.1\r\nHost: a\r\n\r\n`,
  );
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(core.received).toEqual([]);
});

test("the events of a stream pass as they come, and a client that leaves ends it at the core", async () => {
  const { core, spool } = await openBoth();
  const events: ((text: string) => void)[] = [];
  let isEnded = false;
  core.serve = (_, res) => {
    res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    events.push((text) => void res.write(text));
    res.once("close", () => (isEnded = true));
  };
  const leaving = new AbortController();
  const answer = await fetch(`${spool.url}/v1/events`, { signal: leaving.signal });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  const reader = answer.body?.getReader();
  for (const text of ["data: 1\n\n", "data: 2\n\n"]) {
    events[0]?.(text);
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(text);
  }
  leaving.abort();
  await waitUntil(() => isEnded, { withinMs: 2_000 });
  expect(isEnded).toBe(true);
});

test("a body passes in both directions as it comes: its first part arrives before its last is sent", async () => {
  const { core, spool } = await openBoth();
  let bytes = 0;
  core.serve = (req, res) =>
    void req.on("data", (chunk: Buffer) => (bytes += chunk.length)).on("end", () => res.end(String(bytes)));
  const sending = request(`${spool.url}/v1/files`, { method: "POST" });
  const answered = once(sending, "response");
  const part = Buffer.alloc(4_000_000, "x");
  for (let sent = part.length; sent <= 8 * part.length; sent += part.length) {
    sending.write(part);
    await waitUntil(() => bytes === sent, { withinMs: 5_000 });
    expect(bytes).toBe(sent);
  }
  sending.end();
  const [answer] = await answered;
  expect(String(await once(answer, "data"))).toBe("32000000");
});

test("an answer that breaks off at the core breaks off for the client", async () => {
  const { core, spool } = await openBoth();
  core.serve = (_, res) => {
    res.writeHead(200, { "content-length": "100" }).write("half");
    setImmediate(() => res.destroy());
  };
  await expect(fetch(`${spool.url}/v1/x`).then((answer) => answer.text())).rejects.toThrow();
});

const UPGRADE =
  "GET /cable HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n";

test("a WebSocket passes with what was sent before and after its answer", async () => {
  const { core, spool } = await openBoth();
  core.upgrade = (req, socket, head) => {
    expect(req.headers).toMatchObject({
      upgrade: "websocket",
      connection: "upgrade",
      "sec-websocket-key": "k",
    });
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello",
    );
    socket.write(head);
    socket.pipe(socket);
  };
  const socket = connect(Number(new URL(spool.url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let text = "";
  socket.on("data", (chunk) => (text += chunk));
  socket.write(`${UPGRADE}early`);
  await waitUntil(() => text.endsWith("early"), { withinMs: 2_000 });
  socket.write("late");
  await waitUntil(() => text.endsWith("late"), { withinMs: 2_000 });
  expect(text).toMatch(/^HTTP\/1\.1 101 [\s\S]*upgrade: websocket\r\n\r\nhelloearlylate$/);
});

test("an upgrade that the core refuses has the core's answer; without the core it is refused with 503", async () => {
  const { core, spool } = await openBoth();
  core.upgrade = (_, socket) => void socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
  expect(await sendRaw(spool.url, UPGRADE)).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n[\s\S]*\r\n\r\nno$/);
  await core.stop();
  expect(await sendRaw(spool.url, UPGRADE)).toMatch(
    /^HTTP\/1\.1 503 [\s\S]*retry-after: 5[\s\S]*spool\.upstream_away/,
  );
});

test("what is not inbound is refused while the core is away, with a code, a sentence and the time to wait", async () => {
  const { core, spool } = await openBoth();
  await core.stop();
  for (const [method, path] of [
    ["GET", "/v1/me"],
    ["GET", "/channels/whatsapp/a?hub.mode=subscribe"],
    ["POST", "/message/send"],
  ] as const) {
    const answer = await fetch(spool.url + path, { method, ...(method === "POST" && { body: "{}" }) });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await answer.json()).toEqual({
      error: { code: "spool.upstream_away", message: expect.stringContaining("needs its answer") },
    });
  }
  await core.start();
  expect((await fetch(`${spool.url}/v1/me`)).status).toBe(200);
});

test("health and metrics are the spool's own; metrics are for this machine", async () => {
  const { core, spool } = await openBoth();
  expect(await (await fetch(`${spool.url}/health`)).json()).toEqual({
    status: "ok",
    upstream: "ok",
    waiting: 0,
    aside: 0,
  });
  expect(await (await fetch(`${spool.url}/metrics`)).text()).toContain("tickline_spool_waiting 0");
  const proxied = await fetch(`${spool.url}/metrics`, { headers: { "x-forwarded-for": "203.0.113.7" } });
  expect(proxied.status).toBe(404);
  expect(core.received).toEqual([]);
});
