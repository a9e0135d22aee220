import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "pino";
import type { Caller } from "@/server/contract/_shared/caller";
import { NO_TOPICS, type TopicsChange } from "@/server/contract/live/topics";
import { coalesce } from "@/server/lib/async/coalesce";
import { createSemaphore } from "@/server/lib/async/semaphore";
import { metrics } from "@/server/lib/process/metrics";
import { reasonOf } from "@/server/lib/process/start-failure";
import { isSameOrigin } from "@/server/lib/web/same-origin";
import { type AccountFeed, createAccountFeed } from "@/server/live/feeds/account-feed";
import { logSignal } from "@/server/live/log/log-signal";
import { type Asked, readAsked } from "@/server/live/log/position";
import type { Present } from "@/server/live/presence/presence-book";
import { presenceWords, readPresenceWords } from "@/server/live/presence/presence-words";
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
import { type LogRow, readHeads, type Stamped } from "@/server/store/events/event-log";
import { audienceOf, type Reader } from "./reader";
import { createStreamSlots } from "./stream-slots";

export type HubOptions = {
  database: Database;
  /** Who sends these headers, as of now; null = nobody. Asked when a stream has joined, and again while it is open. */
  authenticate: (headers: Pick<IncomingHttpHeaders, "cookie">) => Promise<Caller | null>;
  /** The same, perhaps as of a moment ago: who opens a stream. */
  recognise?: HubOptions["authenticate"];
  now: () => Date;
  log: Pick<Logger, "warn">;
  /** Says words to every other process; they come to its `hear`. */
  tell?: (words: string) => void;
  /** How often a stream says something at least. */
  pingMs?: number;
};

/** Readers that sign in or catch up at the same time: the database is there for others too. */
const AT_ONCE_MAX = 8;

/** Streams of one user in one process. A browser has one, or without Web Locks one a tab. */
export const STREAMS_OF_USER_MAX = 50;

/** Live updates: by topics or everything, filtered by permission, resumed by cursor, nothing lost. */
export type Hub = {
  matches(url: string): boolean;
  serve(req: IncomingMessage, res: ServerResponse): void;
  /** Rows that this process has stamped, per account in order of seq; of `others` the bodies were not asked for. */
  publish(rows: readonly LogRow[], others?: readonly Stamped[]): void;
  /** The accounts that have readers here. */
  followed(): number[];
  /** There may be more in the log: another process stamped. Cheap at any rate. */
  wake(): void;
  /** Gives the stream of a member other topics; false when it is not open here. */
  change(who: Pick<Caller, "accountId" | "userId">, change: TopicsChange): boolean;
  /** A member writes into a conversation that they may see, or no longer. */
  type(accountId: number, entry: Present, isTyping: boolean): void;
  /** A member has read what they were told of: their other streams are told so. */
  renotify(who: Pick<Caller, "accountId" | "userId">): void;
  /** Takes what another process told; false when that is not for the hub. */
  hear(words: string): boolean;
  /** Open streams. */
  size(): number;
  /** Ends every stream, without a word: browsers come back by themselves, here or elsewhere. */
  close(): void;
};

/** Makes the hub. The log is the truth: `publish` only saves reading it, and `wake` waiting for the next look. */
export function createHub(options: HubOptions): Hub {
  const { database, now, log, pingMs = PING_MS, tell = () => {} } = options;
  const feeds = new Map<number, AccountFeed>();
  const onError = (error: unknown) => log.warn({ reason: reasonOf(error) }, UNREADABLE);
  const gate = createSemaphore(AT_ONCE_MAX);
  const places = createStreamSlots(STREAMS_OF_USER_MAX);
  let isClosed = false;

  const look = coalesce(() => followHeads(database, feeds));
  const wake = () => void look().catch(onError);
  const beats = setInterval(() => {
    for (const feed of feeds.values()) feed.beat();
    wake(); // a lost ring costs this much time, never data
  }, pingMs).unref();

  async function admit(req: IncomingMessage, res: ServerResponse, sink: Sink): Promise<void> {
    if (isClosed) return sink.end(errorMessage("server.busy"));
    if (req.headers.origin !== undefined && !isSameOrigin(req.headers))
      return refuse(sink, "auth.foreign_origin");
    const asked = readAsked(req);
    const reader = await gate(() => recognise(req, sink, { ...options, asked }));
    if (reader === null) return refuse(sink, "auth.required");
    if (asked === null) return refuse(sink, "input.invalid");
    if (res.destroyed) return;
    const { accountId, userId } = reader.caller;
    if (!places.take(userId, res)) return sink.end(errorMessage("server.busy")); // it tries again
    const feed = feeds.get(accountId) ?? createAccountFeed({ accountId, database, now, onError, gate, tell });
    feeds.set(accountId, feed);
    const leave = () => {
      feed.leave(reader);
      if (feed.size() === 0 && feeds.get(accountId) === feed) feeds.delete(accountId);
    };
    res.once("close", leave);
    await feed.join(reader, asked.after);
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
    ...besideLogOf(feeds, tell),
    size: () => [...feeds.values()].reduce((sum, feed) => sum + feed.size(), 0),
    close() {
      isClosed = true;
      clearInterval(beats);
      closeAll(feeds);
    },
  };
}

const besideLogOf = (
  feeds: ReadonlyMap<number, AccountFeed>,
  tell: (words: string) => void,
): Pick<Hub, "type" | "renotify" | "hear"> => ({
  type(accountId, entry, isTyping) {
    feeds.get(accountId)?.type(entry, isTyping);
    const said = isTyping ? { types: [entry] } : { rests: [entry] };
    presenceWords({ accountId, from: "" }, said).forEach(tell);
  },
  renotify({ accountId, userId }) {
    if (userId === null) return;
    feeds.get(accountId)?.renotify(userId);
    tell(`${NOTIFIED}${accountId} ${userId}`);
  },
  hear(words) {
    if (words.startsWith(NOTIFIED)) {
      const [accountId = 0, userId = 0] = words.slice(NOTIFIED.length).split(" ").map(Number);
      feeds.get(accountId)?.renotify(userId);
      return true;
    }
    const said = readPresenceWords(words);
    if (said) feeds.get(said.accountId)?.hear(said);
    return said !== null;
  },
});

/** How words begin that say whose notifications have changed: the account and the member. */
const NOTIFIED = "notified ";

const UNREADABLE = "live: the log could not be read";

const isLive = (url: string): boolean => url === LIVE_PATH || url.startsWith(`${LIVE_PATH}?`);

/** Who opens this stream; null = nobody. */
async function recognise(
  req: IncomingMessage,
  sink: Sink,
  { asked, now, ...options }: HubOptions & { asked: Asked | null },
): Promise<Reader | null> {
  // Only what tells who it is: a stream lives for hours.
  const headers = req.headers.cookie === undefined ? {} : { cookie: req.headers.cookie };
  const readCaller = () => options.authenticate(headers);
  const checkedAt = now().getTime();
  const caller = await (options.recognise ?? options.authenticate)(headers);
  if (caller === null) return null;
  // Stale: rights may have changed unseen before it joins the feed.
  const connectionId = asked?.connectionId ?? null;
  const topics = connectionId === null ? null : NO_TOPICS;
  return {
    connectionId,
    caller,
    topics,
    revision: 0,
    wishedAfter: null,
    wishedAt: 0,
    audience: audienceOf({ caller, topics }),
    sink,
    readCaller,
    position: 0,
    told: 0,
    isStale: true,
    checkedAt,
  };
}

function count(res: ServerResponse): void {
  metrics.liveConnections.inc();
  res.once("close", () => metrics.liveConnections.dec());
}

/** The client takes any answer but 200 for a broken network, so a refusal is a message of the stream. */
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
  logSignal().ring();
  if (feeds.size === 0) return;
  for (const head of await readHeads(database, [...feeds.keys()])) feeds.get(head.accountId)?.follow(head);
}

/** False when somebody follows, since the stamp began, what came without its bodies. */
function handOn(
  feeds: ReadonlyMap<number, AccountFeed>,
  rows: readonly LogRow[],
  others: readonly Stamped[],
): boolean {
  logSignal().ring(new Set([...rows, ...others].map(({ accountId }) => accountId)));
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
