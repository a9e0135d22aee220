import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type OpenSpool, openStandInCore, openTestSpool } from "@/test/support/network/stand-in-core";
import type { SpoolOptions } from "./open-spool";

async function openBoth(more: Partial<SpoolOptions> = {}) {
  const core = await openStandInCore();
  return { core, spool: await openTestSpool(core.url, more) };
}

const post = (spool: OpenSpool, path: string, body = "{}") =>
  fetch(spool.url + path, { method: "POST", body });
const until = async (isDone: () => boolean) =>
  expect(await waitUntil(isDone, { withinMs: 90_000 })).toBe(true);

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

test("an answer that begins and never ends holds up neither its conversation nor the end of the spool", async () => {
  const { core, spool } = await openBoth();
  let isHanging = true;
  core.answer = (_, res) => {
    if (!isHanging) return void res.end();
    res.writeHead(503, { "content-length": "100" }).write("half");
  };
  expect((await post(spool, "/channels/email/a", "first")).status).toBe(202);
  expect((await post(spool, "/channels/email/a", "second")).status).toBe(202);
  isHanging = false;
  await until(() => spool.state.waiting() === 0);
  expect(core.received.slice(-2).map(({ body }) => String(body))).toEqual(["first", "second"]);
  isHanging = true;
  await post(spool, "/channels/email/a", "third");
  const end = spool.end();
  const isEnded = await Promise.race([
    end.then(() => true),
    waitUntil(() => false, { withinMs: 9_000 }).then(() => false),
  ]);
  expect(isEnded).toBe(true);
}, 30_000);

test("an answer without an end is not read for ever", async () => {
  const { core, spool } = await openBoth();
  let isEndless = true;
  core.answer = (_, res) => {
    if (!isEndless) return void res.end();
    res.writeHead(500);
    const write = () => {
      while (!res.destroyed && res.write(Buffer.alloc(65_536, "x")));
      res.once("drain", write);
    };
    write();
  };
  expect((await post(spool, "/channels/email/a")).status).toBe(202);
  isEndless = false;
  await until(() => spool.state.waiting() === 0);
});

test("while the core hangs, reads are refused with 503, and what may have been done with 504, each with a code and a sentence", async () => {
  const { core, spool } = await openBoth({ otherAnswerMs: 200 });
  core.serve = (req) => void req.resume();
  const answerTo = async (method: string, path: string) => {
    const answer = await fetch(spool.url + path, { method, ...(method === "POST" && { body: "{}" }) });
    return [answer.status, (await answer.json()).error];
  };
  const message = expect.stringMatching(/^[A-Z].*\.$/);
  expect(await answerTo("GET", "/v1/me")).toEqual([503, { code: "spool.upstream_away", message }]);
  expect(await answerTo("POST", "/v1/inboxes")).toEqual([504, { code: "spool.no_answer", message }]);
  const socket = await sendRaw(
    spool.url,
    "GET /cable HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
  );
  expect(socket).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n[\s\S]*spool\.upstream_away/);
});

test("a core that answers an upload before its end, and ends the connection, has its answer handed back", async () => {
  const { core, spool } = await openBoth();
  core.serve = (_, res) => {
    res.writeHead(413, { connection: "close", "content-length": "9" }).end("too large");
  };
  const sending = request(`${spool.url}/v1/files`, { method: "POST" });
  sending.on("error", () => undefined); // the rest of the body is refused
  const answered = once(sending, "response");
  sending.write(Buffer.alloc(100_000));
  const [answer] = await answered;
  expect([answer.statusCode, String(await once(answer, "data"))]).toEqual([413, "too large"]);
});

test("a client that leaves in the middle of a body, or trickles it, leaves nothing behind", async () => {
  const { core, spool } = await openBoth({ bodies: { oneMax: 1_000, allMax: 1_500, wholeMs: 300 } });
  const head = "POST /channels/email/a HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\n";
  const leaving = connect(Number(new URL(spool.url).port), "127.0.0.1");
  leaving.write(`${head}${"x".repeat(800)}`);
  await until(() => spool.state.bodyBytes() === 800);
  leaving.destroy();
  await until(() => spool.state.bodyBytes() === 0);
  const trickling = connect(Number(new URL(spool.url).port), "127.0.0.1");
  trickling.on("error", () => undefined).write(`${head}${"x".repeat(800)}`);
  const timer = setInterval(() => trickling.write("x"), 20);
  onTestFinished(() => clearInterval(timer));
  await once(trickling, "close");
  await until(() => spool.state.bodyBytes() === 0);
  expect(core.received).toEqual([]);
  expect((await post(spool, "/channels/email/a", "x".repeat(900))).status).toBe(200);
});

test("bytes of a body that is handed on count until it is over", async () => {
  const { core, spool } = await openBoth({ bodies: { oneMax: 1_000, allMax: 100_000 } });
  core.serve = () => undefined; // reads nothing
  const sending = request(`${spool.url}/channels/email/a`, { method: "POST" });
  sending.on("error", () => undefined);
  sending.write(Buffer.alloc(5_000));
  await until(() => spool.state.bodyBytes() >= 5_000);
  sending.destroy();
  await until(() => spool.state.bodyBytes() === 0);
});

test("a body that is too large to wait does not overtake what waits in its inbox", async () => {
  const { core, spool } = await openBoth({ bodies: { oneMax: 1_000, allMax: 100_000 } });
  let isBroken = true;
  core.answer = ({ url }, res) => void res.writeHead(isBroken && url.endsWith("/a") ? 503 : 200).end();
  expect((await post(spool, "/channels/email/a", "first")).status).toBe(202);
  await waitUntil(async () => (await post(spool, "/channels/email/b")).status === 200, { withinMs: 5_000 });
  const large = "x".repeat(2_000);
  const refused = await post(spool, "/channels/email/a", large);
  expect([refused.status, (await refused.json()).error.code]).toEqual([503, "spool.behind"]);
  expect((await post(spool, "/channels/email/b", large)).status).toBe(200);
  isBroken = false;
  await until(() => spool.state.waiting() === 0);
  expect((await post(spool, "/channels/email/a", large)).status).toBe(200);
});

test.each([
  ["two hosts", "POST /v1/x HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n"],
  [
    "a coding that would be lost",
    "POST /v1/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
  ],
  [
    "an upgrade with a body",
    "POST /v1/x HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n\r\nhi",
  ],
])("a request with %s is refused, and does not reach the core", async (_, text) => {
  const { core, spool } = await openBoth();
  core.upgrade = () => expect.unreachable("the core was reached");
  expect(await sendRaw(spool.url, text)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*spool\.ambiguous/);
  expect(core.received).toEqual([]);
});

test("Connection cannot remove the host, and no client can mark its request as replayed", async () => {
  const { core, spool } = await openBoth();
  await sendRaw(
    spool.url,
    "GET /v1/x HTTP/1.1\r\nHost: a\r\nConnection: close, host, x-forwarded-for\r\nX-Tickline-Arrived: 1\r\nX-Tickline-Replay: x\r\n\r\n",
  );
  const headers = core.received[0]?.headers ?? {};
  expect([headers.host, headers["x-forwarded-for"]]).toEqual(["a", "127.0.0.1"]);
  expect(Object.keys(headers).filter((name) => name.startsWith("x-tickline"))).toEqual([]);
});

test("a replayed request has the time of its arrival", async () => {
  const { core, spool } = await openBoth({ secret: "shared" });
  let isBroken = true;
  core.answer = (_, res) => void res.writeHead(isBroken ? 503 : 200).end();
  const before = Date.now();
  await post(spool, "/channels/email/a");
  const after = Date.now();
  await until(() => core.received.length > 3);
  isBroken = false;
  await until(() => spool.state.waiting() === 0);
  const arrived = Number(core.received.at(-1)?.headers["x-tickline-arrived"]);
  expect(arrived).toBeGreaterThanOrEqual(before);
  expect(arrived).toBeLessThanOrEqual(after);
});
