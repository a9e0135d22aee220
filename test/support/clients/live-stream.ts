import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { onTestFinished, vi } from "vitest";
import { z } from "zod";
import type { Event } from "@/server/contract/event/event";
import type { Frame } from "@/server/contract/live/frame";
import { createHub, type Hub, type HubOptions } from "@/server/live/hub/hub";
import { findSessionCaller } from "@/server/queries/credentials/find-caller";
import type { Database } from "@/server/store/_postgres/db";
import type { World } from "@/test/support/scenes/world";

export type TestServer = {
  url: string;
  /** Cuts every connection, as a network does. */
  cut(): void;
  close(): Promise<void>;
};

/** An HTTP server on a free port; closed after the test. */
export async function openServer(
  serve: (req: IncomingMessage, res: ServerResponse) => void,
): Promise<TestServer> {
  const server = createServer(serve);
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no address");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async () => {
    cut();
    if (server.listening) await once(server.close(), "close");
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${address.port}`, cut, close };
}

/** The cookie of a test session; `authenticate` checks it against the database, as in production. */
export const cookieOf = (userId: number, sessionVersion = 1): string => `session=${userId}.${sessionVersion}`;

export const authenticateIn =
  (database: Database) =>
  async ({ cookie }: { cookie?: string | undefined }) => {
    const [, userId, sessionVersion] = /^session=(\d+)\.(\d+)$/.exec(cookie ?? "") ?? [];
    if (!userId || !sessionVersion) return null;
    return findSessionCaller(database, { userId: Number(userId), sessionVersion: Number(sessionVersion) });
  };

/** A hub of one process behind its own server. */
export async function openHubServer(
  { database }: Pick<World, "database">,
  options: Partial<Pick<HubOptions, "pingMs" | "now" | "authenticate" | "broadcast">> = {},
): Promise<TestServer & { hub: Hub; warnings: unknown[] }> {
  const warnings: unknown[] = [];
  const hub = createHub({
    database,
    authenticate: authenticateIn(database),
    now: () => new Date(),
    log: { warn: (...entry: unknown[]) => void warnings.push(entry) },
    ...options,
  });
  onTestFinished(() => hub.close());
  const server = await openServer((req, res) =>
    hub.matches(req.url ?? "") ? hub.serve(req, res) : res.end(),
  );
  return { ...server, hub, warnings };
}

/** One message of a stream, with only the fields that were sent. */
export type Message = { event?: string; data?: string; id?: string; retry?: string };

export type Stream = {
  status: number;
  headers: IncomingMessage["headers"];
  /** Every message received. */
  messages: Message[];
  /** The frames received. */
  frames(): Frame[];
  events(): Event[];
  seqs(): number[];
  /** The error that the stream ended with. */
  error(): unknown;
  /** The value that a browser would send as Last-Event-ID. */
  lastEventId(): string | null;
  isEnded(): boolean;
  /** Waits until the condition holds. */
  until(condition: () => unknown, timeoutMs?: number): Promise<void>;
  ended(): Promise<void>;
  pause(): void;
  resume(): void;
  close(): void;
};

const wrapped = z.object({ json: z.unknown() });
const parseData = (message: Message | undefined) => wrapped.parse(JSON.parse(message?.data ?? "{}"));

/** Opens the subscription and reads its messages as they arrive. */
export async function openStream(
  server: { url: string },
  {
    cookie,
    headers = {},
    input,
    query = "",
  }: { cookie?: string; headers?: Record<string, string>; input?: unknown; query?: string } = {},
): Promise<Stream> {
  const search =
    input === undefined ? query : `input=${encodeURIComponent(JSON.stringify({ json: input }))}&${query}`;
  const request = get(`${server.url}/api/trpc/live?${search}`, {
    headers: { ...(cookie === undefined ? {} : { cookie }), ...headers },
    agent: false,
  });
  const [response]: [IncomingMessage] = (await once(request, "response")) as [IncomingMessage]; // as node documents it
  const messages: Message[] = [];
  const frames: Frame[] = [];
  let rest = "";
  let isEnded = false;
  response.setEncoding("utf8");
  response.on("data", (text: string) => {
    const blocks = (rest + text).split(/\n\n+/);
    rest = blocks.pop() ?? "";
    for (const message of blocks.filter(Boolean).map(parseMessage)) {
      messages.push(message);
      const isFrame = message.event === undefined && message.data !== undefined;
      if (isFrame) frames.push(parseData(message).json as Frame); // of the server under test
    }
  });
  response.on("error", () => undefined); // a cut stream; `close` follows
  response.on("close", () => (isEnded = true));
  onTestFinished(() => void response.destroy());
  const events = () => frames.flatMap((frame) => frame.events);
  const until = (condition: () => unknown, timeout = 30_000) =>
    vi.waitUntil(() => Boolean(condition()), { timeout, interval: 5 }).then(() => undefined);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    messages,
    frames: () => frames,
    events,
    seqs: () => events().map(({ seq }) => seq),
    error: () => parseData(messages.find(({ event }) => event === "serialized-error")).json,
    lastEventId: () => messages.findLast(({ id }) => id !== undefined)?.id ?? null,
    isEnded: () => isEnded,
    until,
    ended: () => until(() => isEnded),
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    close: () => void response.destroy(),
  };
}

function parseMessage(block: string): Message {
  const message: Message = {};
  for (const line of block.split("\n")) {
    const [, field, value = ""] = /^(event|data|id|retry): ?(.*)$/s.exec(line) ?? [];
    if (field === "event" || field === "data" || field === "id" || field === "retry") message[field] = value;
    else if (line !== "") throw new Error(`not an SSE line: ${line}`);
  }
  return message;
}
