import { once } from "node:events";
import { request } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { openFront } from "@/server/http/front/front";
import { readBytes } from "@/server/lib/web/read-bytes";

const LARGE = Buffer.alloc(32 * 1024 * 1024, "x");

test.each([
  ["with a content-length", { "content-length": String(LARGE.length) }],
  ["in chunks", { "transfer-encoding": "chunked" }],
])("a client that is still sending too large a body %s gets the answer", async (_, headers) => {
  const options = { host: "127.0.0.1", port: 0, proxies: 0, publicUrl: undefined, isDev: false };
  const front = await openFront({ ...options, health: async () => "ok" });
  onTestFinished(() => front.drain(0));
  const errors = { tooLarge: () => new Error("too large"), broken: () => new Error("broken") };
  const answer = (read: Request) =>
    readBytes(read, 10, errors).then(
      () => new Response("read"),
      ({ message }: Error) => new Response(message, { status: 413 }),
    );
  front.open({
    app: { fetch: answer },
    live: { matches: () => false, serve: () => undefined, close: () => undefined },
    pages: undefined,
  });
  const sent = request(`${front.url}/v1/contacts`, { method: "POST", headers });
  const faults: Error[] = [];
  sent.on("error", (error) => faults.push(error));
  const closed = once(sent, "close");
  sent.end(LARGE);
  const [response] = await once(sent, "response");
  response.resume();
  await closed;
  expect([response.statusCode, faults]).toEqual([413, []]);
});
