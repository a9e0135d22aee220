/**
 * The baseline: node:http with one map of open responses, without a database, tokens and limits. It answers the same requests: a visitor's
 * message goes to the agents' responses, an agent's to the visitor's. And a page with a button by a script of its own.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { answerQuestions } from "@/bench/lib/child";

export type BareQuestion = { kind: "listen" } | { kind: "memory" };
export type BareAnswer = { port: number; pid: number; heap: number; resident: number };

/** As long as the rows of a list's frame. */
const FILLING = "x".repeat(1_300);
const SCRIPT = `const e=document.createElement("tickline-widget");
e.attachShadow({mode:"open"}).innerHTML='<button style="position:fixed;right:20px;bottom:20px;width:56px;height:56px">Chat</button>';
e.shadowRoot.firstChild.onclick=({target})=>{target.dataset.pressed=""};document.documentElement.append(e)`;
const PAGE = `<!doctype html><title>Bare</title><script src="/widget.js" async></script><h1>A site</h1>`;

type Posted = { text?: string; content?: string };

const agents = new Set<ServerResponse>();
const visitors = new Map<string, ServerResponse>();
let seq = 0;

const server = createServer((req, res) => {
  const path = req.url?.split("?", 1)[0] ?? "";
  if (path === "/demo") return void res.setHeader("content-type", "text/html").end(PAGE);
  if (path === "/widget.js") return void res.setHeader("content-type", "text/javascript").end(SCRIPT);
  if (path === "/api/trpc/live") {
    agents.add(openStream(res));
    return void res.once("close", () => agents.delete(res));
  }
  if (path.endsWith("/events")) {
    const visitor = visitorOf(req);
    visitors.set(visitor, openStream(res));
    return void res.once("close", () => visitors.delete(visitor));
  }
  readBody(req).then(
    (body) =>
      res.setHeader("content-type", "application/json").end(JSON.stringify(answerTo(path, req, body))),
    (error: unknown) => res.writeHead(500).end(String(error)),
  );
});

function openStream(res: ServerResponse): ServerResponse {
  res.writeHead(200, { "content-type": "text/event-stream" }).write(`: open\nid: bare:0\n\n`);
  return res;
}

const visitorOf = (req: IncomingMessage): string => (req.headers.authorization ?? "").replace("Bearer ", "");
const readBody = async (req: IncomingMessage): Promise<Posted> => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || "{}");
};

function answerTo(path: string, req: IncomingMessage, { text = "", content = "" }: Posted): object {
  if (path.endsWith("/session")) return { visitor: String(++seq), cursor: "bare:0" };
  if (path.endsWith("/messages") && path.startsWith("/channels/")) {
    const event = frame({ json: { events: [{ text, filling: FILLING }] } });
    for (const agent of agents) agent.write(event);
    return { id: seq, conversationId: Number(visitorOf(req)) };
  }
  const conversation = /\/conversations\/(\d+)\/messages$/.exec(path)?.[1] ?? "";
  visitors.get(conversation)?.write(frame({ type: "message", data: { from: "member", text: content } }));
  return { id: seq };
}

function frame(data: object): string {
  seq += 1;
  return `data: ${JSON.stringify(data)}\nid: bare:${seq}\n\n`;
}

function memory(): Pick<BareAnswer, "heap" | "resident"> {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}

answerQuestions(async ({ kind }: BareQuestion): Promise<BareAnswer> => {
  if (kind === "listen") await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { port, pid: process.pid, ...memory() };
});
