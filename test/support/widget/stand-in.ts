import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  type WidgetConfig,
  type WidgetContact,
  type WidgetConversation,
  type WidgetEvent,
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
import { ANONYMOUS, CONFIG, EMPTY, FILE, MEMBER } from "./samples";

/** `WidgetEvent` without its cursor, which the stand-in sets. */
type Happening = WidgetEvent extends infer E ? (E extends WidgetEvent ? Omit<E, "cursor"> : never) : never;

export const INBOX = "site";
const ROOT = `/channels/widget/${INBOX}/`;
/** `script`: the path of the built `widget.js`. */
type StandInOptions = { config?: Partial<WidgetConfig>; script?: string };

export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const standIn = new StandIn(options);
  standIn.url = await listen(standIn.server);
  return standIn;
}

/** The widget's public API in memory, with one visitor and one conversation. Its inputs are those of the product. */
export class StandIn {
  url = "";
  readonly server: Server;
  readonly messages: WidgetMessage[] = [];
  readonly receipts: WidgetReceiptsInput[] = [];
  readonly requests: { path: string; body: unknown }[] = [];
  readonly streams = new Set<ServerResponse>();
  readonly faults = {
    isDown: false,
    holdsStreams: false,
    lostAnswers: 0,
    refusals: new Map<string, number>(),
  };
  /** The versions of the config that pages passed with their streams. */
  readonly versions: string[] = [];
  readonly contact: WidgetContact = { ...ANONYMOUS };
  readonly config: WidgetConfig;
  readonly #script: string | undefined;
  readonly #log: WidgetEvent[] = [];
  #conversation: WidgetConversation | null = null;

  constructor({ config, script }: StandInOptions) {
    this.config = { ...structuredClone(CONFIG), ...config };
    this.#script = script;
    this.server = createServer((request, response) => {
      this.#answer(request, response).catch((error: Error) =>
        sendJson(response, 500, { error: { code: "internal", message: error.message } }),
      );
    });
  }

  /** A member writes. */
  reply(text: string): WidgetMessage {
    return this.add({ from: "member", member: MEMBER, text, status: "sent" });
  }

  publish(event: Happening): void {
    const whole: WidgetEvent = { ...event, cursor: String(this.#log.length + 1) };
    this.#log.push(whole);
    if (!this.faults.holdsStreams) for (const stream of this.streams) stream.write(frame(whole));
  }

  add(more: Partial<WidgetMessage>): WidgetMessage {
    const id = this.messages.length + 1;
    const message: WidgetMessage = { ...EMPTY, id, createdAt: new Date().toISOString(), ...more };
    this.messages.push(message);
    const { unread, member } = this.#conversation ?? { unread: 0, member: null };
    this.#conversation = {
      id: 1,
      status: "open",
      lastMessage: message,
      unread: unread + (message.from === "member" ? 1 : 0),
      updatedAt: message.createdAt,
      member: message.member ?? member,
    };
    this.publish({ type: "message", data: { ...message } });
    return message;
  }

  /** A member deletes a message that was not read. */
  remove(message: WidgetMessage): void {
    const deleted = { ...message, text: "", deletedAt: new Date().toISOString() };
    this.messages[message.id - 1] = deleted;
    const before = this.#conversation;
    if (before) this.#conversation = { ...before, unread: before.unread - 1 };
    this.publish({ type: "message", data: deleted });
  }

  /** The network breaks: every connection ends, and no new one is answered. */
  stop(): void {
    this.faults.isDown = true;
    this.server.closeAllConnections();
  }

  resume(): void {
    this.faults.isDown = false;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { faults } = this;
    if (faults.isDown) return void request.socket.destroy();
    for (const [name, value] of CORS) response.setHeader(name, value);
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (this.#script && url.pathname === "/widget.js") return sendScript(response, this.#script);
    const path = url.pathname.startsWith(ROOT) ? url.pathname.slice(ROOT.length) : "";
    if (path === "events" && request.headers.accept === "text/event-stream") {
      this.versions.push(url.searchParams.get("config") ?? "");
      return this.#openStream(url.searchParams.get("cursor"), response);
    }
    const body = await readBody(request);
    this.requests.push({ path, body });
    const status = faults.refusals.get(path);
    if (status) return sendJson(response, status, { error: { code: "input.invalid", message: "Refused." } });
    const value = this.#valueOf(path, body, url.searchParams);
    if (path === "messages" && faults.lostAnswers-- > 0) return void request.socket.destroy();
    if (value === undefined) response.writeHead(204).end();
    else sendJson(response, 200, value);
  }

  #openStream(cursor: string | null, response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    const missed = this.#log.slice(Number(cursor)).map(frame).join("");
    if (!this.faults.holdsStreams) response.write(`: open\n\n${missed}`);
    this.streams.add(response);
    response.once("close", () => this.streams.delete(response));
  }

  /** The answer's JSON; undefined for one without a body. */
  #valueOf(path: string, body: unknown, query: URLSearchParams): unknown {
    if (path === "session") return this.#session(body);
    if (path === "conversations") return { data: this.#conversation ? [this.#conversation] : [] };
    if (/^conversations\/\d\/messages$/.test(path)) return { data: this.messages.slice(-50), before: null };
    if (path === "messages") return this.#store(widgetMessageInput.parse(body));
    if (path === "receipts") return this.#receive(widgetReceiptsInput.parse(body));
    if (path === "contact") return { ...this.contact, ...widgetContactInput.parse(body) };
    if (path === "files") return FILE;
    if (path === "typing") return void widgetTypingInput.parse(body);
    if (path === "transcript") return void widgetTranscriptInput.parse(body);
    if (path !== "events") throw new Error(`no route ${path}`);
    return { cursor: String(this.#log.length), data: this.#log.slice(Number(query.get("cursor"))) };
  }

  #session(body: unknown): unknown {
    widgetSessionInput.parse(body);
    return {
      visitor: "visitor-token",
      contact: this.contact,
      config: this.config,
      cursor: String(this.#log.length),
      unread: this.#conversation?.unread ?? 0,
    };
  }

  #store({ clientId, text }: WidgetMessageInput): WidgetMessage {
    return this.messages.find((one) => one.clientId === clientId) ?? this.add({ clientId, text: text ?? "" });
  }

  #receive(receipt: WidgetReceiptsInput): void {
    this.receipts.push(receipt);
    this.#raise("delivered", receipt.delivered);
    this.#raise("read", receipt.read);
    if (receipt.read !== undefined && this.#conversation)
      this.#conversation = { ...this.#conversation, unread: 0 };
  }

  /** The ticks of members' messages up to one follow the receipt. */
  #raise(status: "delivered" | "read", upTo = 0): void {
    for (const message of this.messages) {
      const isBelow = message.status !== status && message.status !== "read";
      if (message.id > upTo || message.from !== "member" || !isBelow) continue;
      message.status = status;
      this.publish({ type: "message", data: { ...message } });
    }
  }
}

const CORS = [
  ["access-control-allow-origin", "*"],
  ["access-control-allow-headers", "authorization, content-type"],
  ["access-control-allow-methods", "GET, POST, PATCH"],
] as const;

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
