import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  type WidgetConfig,
  type WidgetConversation,
  type WidgetEvent,
  type WidgetFile,
  type WidgetMessage,
  type WidgetMessageInput,
  type WidgetReceiptsInput,
  widgetContactInput,
  widgetMessageInput,
  widgetReceiptsInput,
  widgetSessionInput,
  widgetTranscriptInput,
  widgetTypingInput,
} from "@/server/contract/channel/widget";
import { listen } from "./listen";

/** `WidgetEvent` without its cursor, which the stand-in sets. */
type Happening = WidgetEvent extends infer E ? (E extends WidgetEvent ? Omit<E, "cursor"> : never) : never;

export const INBOX = "site";
const ROOT = `/channels/widget/${INBOX}/`;
export const MEMBER = { name: "Grace Hopper", avatarUrl: null };
/** A response without a body. */
const NOTHING = Symbol("nothing");

export const CONFIG: WidgetConfig = {
  title: "",
  welcome: "",
  color: "#2459d8",
  position: "right",
  questions: [],
  offlineText: "",
  openingHoursText: "",
  isOnline: true,
  members: [MEMBER, { name: "Alan Kay", avatarUrl: null }],
  texts: {},
  fileBytesMax: 1_000_000,
  filesMax: 10,
};

const FILE: WidgetFile = {
  id: 7,
  name: "plan.txt",
  contentType: "text/plain",
  bytes: 4,
  url: null,
  thumbnailUrl: null,
  width: null,
  height: null,
};

export type StandIn = Awaited<ReturnType<typeof startStandIn>>;

type StandInOptions = { config?: Partial<WidgetConfig> /** The built `widget.js`. */; script?: string };

/** The widget's public API in memory, with one visitor and one conversation. Its inputs are those of the product. */
export async function startStandIn({ config = {}, script }: StandInOptions = {}) {
  const log: WidgetEvent[] = [];
  const streams = new Set<ServerResponse>();
  const messages: WidgetMessage[] = [];
  const receipts: WidgetReceiptsInput[] = [];
  const requests: { path: string; body: unknown }[] = [];
  let conversation: WidgetConversation | null = null;
  const faults = { isDown: false, holdsStreams: false, lostAnswers: 0, refusals: new Map<string, number>() };

  function publish(event: Happening): void {
    const whole: WidgetEvent = { ...event, cursor: String(log.length + 1) };
    log.push(whole);
    if (!faults.holdsStreams) for (const stream of streams) stream.write(frame(whole));
  }

  function add(more: Partial<WidgetMessage>): WidgetMessage {
    const message: WidgetMessage = { ...EMPTY, id: messages.length + 1, createdAt: now(), ...more };
    messages.push(message);
    const { unread, member } = conversation ?? { unread: 0, member: null };
    conversation = {
      id: 1,
      status: "open",
      lastMessage: message,
      unread: unread + (message.from === "member" ? 1 : 0),
      updatedAt: message.createdAt,
      member: message.member ?? member,
    };
    publish({ type: "message", data: { ...message } });
    return message;
  }

  /** The ticks of members' messages up to one follow the receipt. */
  function raise(status: "delivered" | "read", upTo = 0): void {
    for (const message of messages) {
      if (message.id > upTo || message.from !== "member" || message.status === "read") continue;
      if (message.status === status) continue;
      message.status = status;
      publish({ type: "message", data: { ...message } });
    }
  }

  const store = ({ clientId, text }: WidgetMessageInput): WidgetMessage =>
    messages.find((one) => one.clientId === clientId) ?? add({ clientId, text: text ?? "" });

  const answers: Record<string, (body: unknown, url: URL) => unknown> = {
    session(body) {
      widgetSessionInput.parse(body);
      return {
        visitor: "visitor-token",
        contact: { name: null, email: null, isIdentified: false },
        config: { ...CONFIG, ...config },
        cursor: String(log.length),
        unread: conversation?.unread ?? 0,
      };
    },
    conversations: () => ({ data: conversation ? [conversation] : [] }),
    "conversations/1/messages": () => ({ data: messages.slice(-50), before: null }),
    messages: (body) => store(widgetMessageInput.parse(body)),
    receipts(body) {
      const receipt = widgetReceiptsInput.parse(body);
      receipts.push(receipt);
      raise("delivered", receipt.delivered);
      raise("read", receipt.read);
      if (receipt.read !== undefined && conversation) conversation = { ...conversation, unread: 0 };
      return NOTHING;
    },
    typing: (body) => (widgetTypingInput.parse(body), NOTHING),
    contact(body) {
      const { name = null, email = null } = widgetContactInput.parse(body);
      return { name, email, isIdentified: false };
    },
    transcript: (body) => (widgetTranscriptInput.parse(body), NOTHING),
    files: () => FILE,
    events: (_, url) => ({
      cursor: String(log.length),
      data: log.slice(Number(url.searchParams.get("cursor"))),
    }),
  };

  function openStream(cursor: string | null, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    if (!faults.holdsStreams) response.write(`: open\n\n${log.slice(Number(cursor)).map(frame).join("")}`);
    streams.add(response);
    response.once("close", () => streams.delete(response));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (faults.isDown) return void request.socket.destroy();
    for (const [name, value] of CORS) response.setHeader(name, value);
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (script && url.pathname === "/widget.js") return sendScript(response, script);
    const path = url.pathname.startsWith(ROOT) ? url.pathname.slice(ROOT.length) : "";
    if (path === "events" && request.headers.accept === "text/event-stream")
      return openStream(url.searchParams.get("cursor"), response);
    const body = await readBody(request);
    requests.push({ path, body });
    const status = faults.refusals.get(path) ?? (Object.hasOwn(answers, path) ? 200 : 404);
    if (status !== 200) return sendJson(response, status, { code: "input.invalid", message: "Refused." });
    const value = answers[path]?.(body, url);
    if (path === "messages" && faults.lostAnswers-- > 0) return void request.socket.destroy();
    if (value === NOTHING) response.writeHead(204).end();
    else sendJson(response, 200, value);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => sendJson(response, 500, { message: error.message }));
  });
  const cut = () => {
    for (const stream of streams) stream.destroy();
  };
  return {
    url: await listen(server),
    messages,
    receipts,
    requests,
    streams,
    faults,
    publish,
    cut,
    reply: (text: string) => add({ from: "member", member: MEMBER, text, status: "sent" }),
    add,
    stop() {
      faults.isDown = true;
      server.closeAllConnections();
    },
    resume() {
      faults.isDown = false;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const CORS = [
  ["access-control-allow-origin", "*"],
  ["access-control-allow-headers", "authorization, content-type"],
  ["access-control-allow-methods", "GET, POST, PATCH"],
] as const;

const EMPTY: WidgetMessage = {
  id: 0,
  conversationId: 1,
  clientId: null,
  from: "visitor",
  member: null,
  text: "",
  attachments: [],
  status: null,
  createdAt: "",
  editedAt: null,
  deletedAt: null,
};

const now = () => new Date().toISOString();
const frame = (event: WidgetEvent) => `id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`;

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function sendScript(response: ServerResponse, file: string): void {
  response.writeHead(200, { "content-type": "text/javascript; charset=utf-8" });
  response.end(readFileSync(file));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const isJson = request.headers["content-type"]?.includes("json");
  return isJson ? JSON.parse(Buffer.concat(parts).toString()) : null;
}
