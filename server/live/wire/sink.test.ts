import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { openServer } from "@/test/support/clients/live-stream";
import { openSink, type Sink } from "./sink";

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
