import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { constants, createGunzip } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { openServer } from "@/test/support/clients/live-stream";
import { openSink, type Sink } from "./sink";

const { Z_SYNC_FLUSH } = constants;

afterEach(() => {
  vi.useRealTimers();
});

/** A sink whose client has stopped reading, with more bytes than a socket buffers. */
async function openStalled(): Promise<{ sink: Sink; response: IncomingMessage }> {
  const sinks: Sink[] = [];
  const server = await openServer((req, res) => void sinks.push(openSink(req, res, {})));
  const request = get(server.url, { agent: false });
  await vi.waitUntil(() => sinks.length > 0);
  const [sink] = sinks;
  if (!sink) throw new Error("no request came");
  sink.write(Buffer.alloc(10));
  const [response] = (await once(request, "response")) as [IncomingMessage]; // as documented by node
  response.pause();
  response.on("error", () => undefined); // cut at the end
  sink.write(Buffer.alloc(30_000_000));
  return { sink, response };
}

test("a client that reads nothing for ten seconds is dropped", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { sink } = await openStalled();
  expect(sink.pendingBytes).toBeGreaterThan(1_000_000);
  const drained = sink.drained();
  vi.advanceTimersByTime(10_000);
  expect(await drained).toBe(false);
});

test("a client that continues to read is drained, one that leaves is not", async () => {
  const reading = await openStalled();
  const drained = reading.sink.drained();
  reading.response.resume();
  expect(await drained).toBe(true);
  expect(reading.sink.pendingBytes).toBe(0);

  const leaving = await openStalled();
  const left = leaving.sink.drained();
  leaving.response.destroy();
  expect(await left).toBe(false);
  expect(leaving.sink.isClosed).toBe(true);
  leaving.sink.write(Buffer.from("late")); // ignored
});

test.each(["HTTP/1.1", "HTTP/1.0"])("over %s all bytes arrive in order", async (version) => {
  const parts = ["a", "bé", "c".repeat(100_000), "d"].map((text) => Buffer.from(text));
  const server = await openServer((req, res) => {
    const sink = openSink(req, res, {});
    for (const part of parts) sink.write(part);
    setImmediate(() => {
      for (const part of parts) sink.write(part);
      sink.end(Buffer.from("end"));
    });
  });
  const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
  socket.write(`GET / ${version}\r\nhost: local\r\nconnection: close\r\n\r\n`);
  const received: Buffer[] = [];
  for await (const chunk of socket) received.push(chunk);
  const answer = Buffer.concat(received);
  const body = answer.subarray(answer.indexOf("\r\n\r\n") + 4);
  const whole = Buffer.concat([...parts, ...parts, Buffer.from("end")]).toString();
  expect(version === "HTTP/1.0" ? body.toString() : unchunked(body)).toBe(whole);
});

test("a client that accepts gzip gets each part at once, compressed", async () => {
  const rows = Array.from({ length: 100 }, (_, id) => ({ id, status: "read" }));
  const [frame, ping] = [`data: ${JSON.stringify(rows)}\n\n`, "event: ping\ndata: \n\n"].map((text) =>
    Buffer.from(text),
  );
  if (!frame || !ping) throw new Error("two parts");
  const sinks: Sink[] = [];
  const server = await openServer((req, res) => void sinks.push(openSink(req, res, {})));
  const accepted = ["gzip, deflate, br", "GZIP;q=0.5", "br, gzip;q=0", undefined];
  const readers = accepted.map((encodings) => openReader(server.url, encodings));
  await vi.waitUntil(() => sinks.length === readers.length);
  const parts = [ping, frame, ping, frame];
  for (const [nth, part] of parts.entries()) {
    for (const sink of sinks) sink.write(part);
    const expected = Buffer.concat(parts.slice(0, nth + 1)).toString();
    await vi.waitUntil(() => readers.every(({ text }) => text() === expected));
  }
  for (const sink of sinks) sink.end(ping);
  const whole = Buffer.concat([...parts, ping]).toString();
  await vi.waitUntil(() => readers.every(({ text, hasEnded }) => text() === whole && hasEnded()));
  expect(readers.map(({ encoding }) => encoding())).toEqual(["gzip", "gzip", undefined, undefined]);
  const [compressed, , , plain] = readers.map(({ bytes }) => bytes());
  expect(compressed).toBeLessThan((plain ?? 0) / 4);
});

/** A client of a stream, as a browser reads it: what has come is decoded at once. */
function openReader(url: string, encodings: string | undefined) {
  let [text, bytes, hasEnded] = ["", 0, false];
  let encoding: string | undefined;
  const headers = encodings === undefined ? {} : { "accept-encoding": encodings };
  get(url, { agent: false, headers }, (answer) => {
    encoding = answer.headers["content-encoding"];
    answer.on("data", (chunk: Buffer) => (bytes += chunk.length));
    const body = encoding === "gzip" ? answer.pipe(createGunzip({ finishFlush: Z_SYNC_FLUSH })) : answer;
    body.on("data", (chunk: Buffer) => (text += chunk.toString()));
    body.on("end", () => (hasEnded = true));
  });
  return { text: () => text, bytes: () => bytes, hasEnded: () => hasEnded, encoding: () => encoding };
}

function unchunked(body: Buffer): string {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf("\r\n", at);
    const length = Number.parseInt(body.subarray(at, end).toString(), 16);
    if (length === 0) return Buffer.concat(chunks).toString();
    chunks.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
}
