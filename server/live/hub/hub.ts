import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Caller } from "@/server/contract/_shared/caller";
import { NO_TOPICS, type TopicsChange } from "@/server/contract/live/topics";
import { coalesce, createSemaphore } from "@/server/lib/async/semaphore";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import { metrics } from "@/server/lib/process/metrics";
import { reasonOf } from "@/server/lib/process/start-failure";
import { createOpenCounts } from "@/server/lib/web-processes/open-counts";
import { type AccountFeed, createAccountFeed } from "@/server/live/feeds/account-feed";
import { readStreamRequest, type StreamRequest } from "@/server/live/log/log-pages";
import { logSignal } from "@/server/live/log/log-signal";
import { openSink, type Sink } from "@/server/live/wire/sink";
import {
  CONNECTED,
  errorMessage,
  LIVE_PATH,
  PING_MS,
  STREAM_HEADERS,
  type StreamRefusal,
} from "@/server/live/wire/wire";
import type { Database } from "@/server/store/_postgres/db";
import { type LogRow, readHeads, type Stamped } from "@/server/store/events/log/event-log";
import type { EphemeralEvents } from "./account-signal";
import { createEphemeralBroadcast } from "./ephemeral-broadcast";
import { audienceOf, type Reader } from "./reader";

export type HubOptions = {
  database: Database;
  /** Authenticates the headers without a cache; null = anonymous. Called after a stream joins, and again while it is open. */
  authenticate: (headers: Pick<IncomingHttpHeaders, "cookie">) => Promise<Caller | null>;
  /** Authenticates a new stream; the result may come from a short-lived cache. */
  recognise?: HubOptions["authenticate"];
  now: () => Date;
  log: Pick<Logger, "warn">;
  /** Sends a message to every other process, which passes it to its `receive`. */
  broadcast?: (message: string) => void;
  /** The interval of keep-alive pings, in ms. */
  pingMs?: number;
};

/** Readers that authenticate or catch up concurrently; limits their load on the database. */
const CONCURRENCY_MAX = 8;

/** Streams of one user in one process, or in all web processes of its port. A browser has one; without Web Locks it has one per tab. */
export const STREAMS_OF_USER_MAX = 50;

type Feeds = Map<number, AccountFeed>;

/** Live updates: by topics or everything, filtered by permission, resumed by cursor, without loss. */
export type Hub = EphemeralEvents & {
  matches(url: string): boolean;
  serve(req: IncomingMessage, res: ServerResponse): void;
  /** Publishes rows that this process has stamped, per account in order of seq; `others` were read without their bodies. */
  publish(rows: readonly LogRow[], others?: readonly Stamped[]): void;
  /** The accounts with readers in this process. */
  followed(): number[];
  /** Reads the log after another process has stamped. Cheap at any call rate. */
  wake(): void;
  /** Changes the topics of a member's stream; false when this process does not have the stream. */
  change(who: Pick<Caller, "accountId" | "userId">, change: TopicsChange): boolean;
  /** Handles a message of another process; false when the hub does not know its kind. */
  receive(message: string): boolean;
  size(): number;
  /** Ends every stream without a `return` message, so that browsers reconnect, to this process or another. */
  close(): void;
};

/** Creates the hub. The log is authoritative: `publish` saves a read of it, `wake` the wait for the next poll. */
export function createHub(options: HubOptions): Hub {
  const { database, now, log, pingMs = PING_MS, broadcast = () => {} } = options;
  const feeds = new Map<number, AccountFeed>();
  const onError = (error: unknown) => log.warn({ reason: reasonOf(error) }, UNREADABLE);
  const gate = createSemaphore(CONCURRENCY_MAX);
  const slots = createStreamSlots(STREAMS_OF_USER_MAX);
  let isClosed = false;

  const poll = coalesce(() => followHeads(database, feeds));
  const wake = () => void poll().catch(onError);
  const beats = setInterval(() => {
    for (const feed of feeds.values()) feed.beat();
    wake(); // a lost wake-up delays events by one ping, and loses none
  }, pingMs).unref();

  async function admit(req: IncomingMessage, res: ServerResponse, sink: Sink): Promise<void> {
    if (isClosed) return sink.end(errorMessage("server.busy"));
    if (req.headers.origin !== undefined && !isSameOrigin(req.headers))
      return refuse(sink, "auth.foreign_origin");
    const request = readStreamRequest(req);
    const reader = await gate(() => recognise(req, sink, { ...options, request }));
    if (reader === null) return refuse(sink, "auth.required");
    if (request === null) return refuse(sink, "input.invalid");
    if (res.destroyed) return;
    const { accountId, userId } = reader.caller;
    if (!slots.take(userId, res)) return sink.end(errorMessage("server.busy")); // the browser tries again
    const feed = feedOf(feeds, { accountId, database, now, onError, gate, broadcast });
    const leave = () => {
      feed.leave(reader);
      if (feed.size() === 0 && feeds.get(accountId) === feed) feeds.delete(accountId);
    };
    res.once("close", leave);
    await feed.join(reader, request.after);
    if (isClosed) sink.end();
    if (res.destroyed) leave();
  }

  return {
    matches: isLive,
    serve(req, res) {
      if (req.method !== "GET") return refuseMethod(res);
      const sink = openSink(req, res, STREAM_HEADERS);
      count(res);
      admit(req, res, sink).catch((error: unknown) => {
        onError(error);
        sink.end(errorMessage("server.busy"));
      });
    },
    publish: (rows, others = []) => void (handOn(feeds, rows, others) || wake()),
    followed: () => [...feeds.keys()],
    wake,
    change: ({ accountId, userId }, change) => feeds.get(accountId)?.change(userId, change) ?? false,
    ...createEphemeralBroadcast(feeds, broadcast),
    size: () => [...feeds.values()].reduce((sum, feed) => sum + feed.size(), 0),
    close() {
      isClosed = true;
      clearInterval(beats);
      closeAll(feeds);
    },
  };
}

/** The account's feed, created for its first reader. */
function feedOf(feeds: Feeds, options: Parameters<typeof createAccountFeed>[0]): AccountFeed {
  const feed = feeds.get(options.accountId) ?? createAccountFeed(options);
  feeds.set(options.accountId, feed);
  return feed;
}

const UNREADABLE = "live: the log could not be read";

const isLive = (url: string): boolean => url === LIVE_PATH || url.startsWith(`${LIVE_PATH}?`);
/** Authenticates the opener of a stream; null = anonymous, or a page that another member has left open in this browser. */
async function recognise(
  req: IncomingMessage,
  sink: Sink,
  { request, now, ...options }: HubOptions & { request: StreamRequest | null },
): Promise<Reader | null> {
  // Keep only the cookie: a stream lives for hours.
  const headers = req.headers.cookie === undefined ? {} : { cookie: req.headers.cookie };
  const readCaller = () => options.authenticate(headers);
  const checkedAt = now().getTime();
  const caller = await (options.recognise ?? options.authenticate)(headers);
  const memberId = request?.memberId ?? null;
  if (caller === null || (memberId !== null && memberId !== caller.userId)) return null;
  // Stale: rights may change before the reader joins the feed.
  const connectionId = request?.connectionId ?? null;
  const topics = connectionId === null ? null : NO_TOPICS;
  return {
    connectionId,
    caller,
    topics,
    revision: 0,
    requestedAfter: null,
    requestId: undefined,
    requestedAt: 0,
    audience: audienceOf({ caller, topics }),
    sink,
    readCaller,
    position: 0,
    lastSent: 0,
    isStale: true,
    checkedAt,
  };
}

function count(res: ServerResponse): void {
  metrics.liveConnections.inc({ kind: "screen" });
  res.once("close", () => metrics.liveConnections.dec({ kind: "screen" }));
}

/** The client treats any status but 200 as a broken network, so a refusal is a message of the stream. */
function refuse(sink: Sink, refusal: StreamRefusal): void {
  sink.write(CONNECTED);
  sink.end(errorMessage(refusal));
}

function refuseMethod(res: ServerResponse): void {
  res.writeHead(405, { allow: "GET", "content-type": "application/json" });
  res.end(JSON.stringify({ error: { code: "input.invalid" } }));
}

/** Ends the streams of the hub, and of the log over the API. */
function closeAll(feeds: ReadonlyMap<number, AccountFeed>): void {
  logSignal().close();
  feeds.forEach((feed) => void feed.close());
}

async function followHeads(database: Database, feeds: ReadonlyMap<number, AccountFeed>): Promise<void> {
  logSignal().wake();
  if (feeds.size === 0) return;
  for (const head of await readHeads(database, [...feeds.keys()])) feeds.get(head.accountId)?.follow(head);
}

/** False when `others` concern an account with readers: the feed must read their bodies from the log. */
function handOn(feeds: Feeds, rows: readonly LogRow[], others: readonly Stamped[]): boolean {
  logSignal().wake(new Set([...rows, ...others].map(({ accountId }) => accountId)));
  byAccount(rows).forEach((own, accountId) => void feeds.get(accountId)?.publish(own));
  return !others.some(({ accountId }) => feeds.has(accountId));
}

function byAccount(rows: readonly LogRow[]): Map<number, LogRow[]> {
  const groups = new Map<number, LogRow[]>();
  for (const row of rows) {
    const group = groups.get(row.accountId);
    if (group) group.push(row);
    else groups.set(row.accountId, [row]);
  }
  return groups;
}

/** How many streams each user has open, in all web processes of the port. */
type StreamSlots = {
  /** Takes a slot until the stream closes; false when the user has none left. */
  take(userId: number | null, stream: Pick<ServerResponse, "once">): boolean;
};

/** Creates slots, `max` per user. */
function createStreamSlots(max: number): StreamSlots {
  const open = createOpenCounts("streams of users");
  return {
    take(userId, stream) {
      const key = String(userId);
      if (open.of(key) >= max) return false;
      open.add(key, 1);
      stream.once("close", () => open.add(key, -1));
      return true;
    },
  };
}
