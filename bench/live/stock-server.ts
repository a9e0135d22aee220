/**
 * Two bare fan-outs of frames received by POST, without a database: tRPC's stock subscription as in its docs, and
 * a set of raw responses.
 */
import { EventEmitter, on } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { initTRPC, tracked } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import superjson from "superjson";
import { answerQuestions } from "@/bench/lib/child";

type Posted = { cursor: string; frame: object };

const emitter = new EventEmitter().setMaxListeners(0);
const t = initTRPC.create({
  transformer: superjson,
  sse: { ping: { enabled: true, intervalMs: 3000 }, client: { reconnectAfterInactivityMs: 8000 } },
});
const router = t.router({
  live: t.procedure.subscription(async function* ({ signal }) {
    yield tracked("bench:0", {});
    for await (const [posted] of on(emitter, "frame", signal ? { signal } : {}) as AsyncIterable<[Posted]>)
      yield tracked(posted.cursor, posted.frame);
  }),
});
const stock = createHTTPHandler({ router, basePath: "/stock/" });
const raw = new Set<ServerResponse>();

const server = createServer((req, res) => {
  if (req.url?.startsWith("/stock/")) return stock(req, res);
  if (req.method === "GET") {
    raw.add(res.writeHead(200, { "content-type": "text/event-stream" }));
    res.write(`data: {}\nid: bench:0\n\n`);
    return void res.once("close", () => raw.delete(res));
  }
  let text = "";
  req.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
  req.on("end", () => {
    const posted: Posted = JSON.parse(text);
    emitter.emit("frame", posted);
    const bytes = Buffer.from(`data: ${JSON.stringify({ json: posted.frame })}\nid: ${posted.cursor}\n\n`);
    for (const reader of raw) reader.write(bytes);
    res.end();
  });
});

answerQuestions(
  (_question: object) =>
    new Promise<{ port: number }>((resolve) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        resolve({ port: typeof address === "object" && address ? address.port : 0 });
      });
    }),
);
