import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type {
  WidgetConfig,
  WidgetConversation,
  WidgetEvent,
  WidgetMessage,
  WidgetReceiptsInput,
} from "@/server/contract/channel/widget";

/** `WidgetEvent` without its cursor, which the stand-in sets. */
type Happening = WidgetEvent extends infer E ? (E extends WidgetEvent ? Omit<E, "cursor"> : never) : never;

/** A page of a site: its HTML, its headers and the script's attributes. */
export type SitePage = { head?: string; body?: string; headers?: Record<string, string>; html?: string; script?: string };

const INBOX = "site";
const MEMBER = { name: "Grace Hopper", avatarUrl: null };

/** The widget's public API in memory, with one visitor, and a site that embeds the widget from `folder`. */
export async function startStandIn(folder: string, config: Partial<WidgetConfig> = {}) {
  const log: WidgetEvent[] = [];
  const streams = new Set<ServerResponse>();
  const messages: WidgetMessage[] = [];
  const receipts: WidgetReceiptsInput[] = [];
  const requests: { path: string; body: unknown }[] = [];
  let page: SitePage = {};
  let isDown = false;
  let holdsStreams = false;
  let conversation: WidgetConversation | null = null;
  let losesAnswers = 0;

  function publish(event: Happening): void {
    const whole: WidgetEvent = { ...event, cursor: String(log.length + 1) };
    log.push(whole);
    if (!holdsStreams) for (const stream of streams) stream.write(frame(whole));
  }

  function add(more: Partial<WidgetMessage>): WidgetMessage {
    const message: WidgetMessage = {
      id: messages.length + 1,
      conversationId: 1,
      clientId: null,
      from: "visitor",
      member: null,
      text: "",
      attachments: [],
      status: null,
      createdAt: new Date().toISOString(),
      editedAt: null,
      deletedAt: null,
      ...more,
    };
    messages.push(message);
    const unread = (conversation?.unread ?? 0) + (message.from === "member" ? 1 : 0);
    conversation = {
      id: 1,
      status: "open",
      lastMessage: message,
      unread,
      updatedAt: message.createdAt,
      member: message.member ?? conversation?.member ?? null,
    };
    publish({ type: "message", data: message });
    publish({ type: "conversation", data: conversation });
    return message;
  }

  const answers: Record<string, (body: Record<string, never>, url: URL) => unknown> = {
    session: () => ({
      visitor: "visitor-token",
      contact: { name: null, email: null, isIdentified: false },
      config: { ...CONFIG, ...config },
      cursor: String(log.length),
      unread: conversation?.unread ?? 0,
    }),
    conversations: () => ({ data: conversation ? [conversation] : [] }),
    "conversations/1/messages": () => ({ data: messages.slice(-50), before: null }),
    messages: ({ clientId, text }) => messages.find((one) => one.clientId === clientId) ?? add({ clientId, text }),
    receipts(body) {
      receipts.push(body);
      return {};
    },
    typing: () => ({}),
    contact: (body) => ({ name: null, email: null, isIdentified: false, ...body }),
    transcript: () => ({}),
    files: () => ({
      id: 7,
      name: "plan.txt",
      contentType: "text/plain",
      bytes: 4,
      url: null,
      thumbnailUrl: null,
      width: null,
      height: null,
    }),
    events: (_, url) => {
      const from = Number(url.searchParams.get("cursor"));
      return { cursor: String(log.length), data: log.slice(from) };
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isDown) return void request.socket.destroy();
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "authorization, content-type");
    response.setHeader("access-control-allow-methods", "GET, POST, PATCH");
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    if (/^\/widget[\w.-]*\.js$/.test(url.pathname)) {
      response.setHeader("content-type", "text/javascript");
      return void response.end(readFileSync(join(folder, url.pathname)));
    }
    const name = url.pathname.replace(`/channels/widget/${INBOX}/`, "");
    const reply = Object.hasOwn(answers, name) ? answers[name] : undefined;
    if (!reply) return void response.writeHead(404).end();
    if (name === "events" && request.headers.accept === "text/event-stream") {
      const cursor = Number(url.searchParams.get("cursor"));
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`: open\n\n${log.slice(cursor).map(frame).join("")}`);
      streams.add(response);
      return void response.once("close", () => streams.delete(response));
    }
    const body = await readBody(request);
    requests.push({ path: name, body });
    const value = reply(body, url);
    if (name === "messages" && losesAnswers-- > 0) return void request.socket.destroy();
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(value));
  }

  const api = createServer((request, response) => void answer(request, response));
  const apiUrl = await listen(api);
  const site = createServer((_, response) => {
    const { head = "", body = "<p>A site.</p>", headers = {}, html = 'lang="en"', script = "" } = page;
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", ...headers });
    const tag = `<script src="${apiUrl}/widget.js" data-inbox="${INBOX}" ${script} async></script>`;
    response.end(
      `<!doctype html><html ${html}><head><meta name="viewport" content="width=device-width,initial-scale=1">${head}</head><body>${body}${tag}</body></html>`,
    );
  });
  const siteUrl = await listen(site);

  return {
    apiUrl,
    siteUrl,
    messages,
    receipts,
    requests,
    streams,
    show(next: SitePage) {
      page = next;
    },
    reply: (text: string) => add({ from: "member", member: MEMBER, text, status: "sent" }),
    publish,
    /** The answers to the next `count` messages are lost after they were stored. */
    loseAnswers(count: number) {
      losesAnswers = count;
    },
    holdStreams() {
      holdsStreams = true;
      cut();
    },
    stop() {
      isDown = true;
      cut();
    },
    resume() {
      isDown = false;
    },
    close() {
      cut();
      for (const server of [api, site]) {
        server.closeAllConnections();
        server.close();
      }
    },
  };

  function cut(): void {
    for (const stream of streams) stream.destroy();
  }
}

const CONFIG: WidgetConfig = {
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

const frame = (event: WidgetEvent) => `id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`;

async function readBody(request: IncomingMessage) {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return request.headers["content-type"]?.includes("json") ? JSON.parse(text) : {};
}

function listen(server: ReturnType<typeof createServer>): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address !== "object" || !address) throw new Error("the server has no port");
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}
