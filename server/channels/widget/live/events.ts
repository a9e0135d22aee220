import { z } from "zod";
import {
  renderingOf,
  requireVisitor,
  type Visitor,
  type WidgetContext,
} from "@/server/channels/widget/context";
import type { Services } from "@/server/commands/_run/services";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { WidgetEvent, WidgetEvents } from "@/server/contract/channel/widget";
import { metrics } from "@/server/lib/process/metrics";
import { shared } from "@/server/lib/shared";
import type { Listener } from "./listener";
import { createWidgetFeed, type WidgetFeed } from "./widget-feed";

/** Open pages of one visitor, and of all visitors of an inbox, in one process. */
const OF_VISITOR_MAX = 10;
const OF_INBOX_MAX = 5_000;
/** Chunks that wait for a page that does not read: it is cut off, and resumes. */
const WAITING_MAX = 200;

type Feeds = Map<number, WidgetFeed>;

/** The feeds of an installation, by account: the process may serve several, as tests do. */
function feedsOf(database: Services["database"]): Feeds {
  const all = shared("widget feeds", () => new WeakMap<Services["database"], Feeds>());
  const feeds = all.get(database) ?? new Map();
  all.set(database, feeds);
  return feeds;
}

type Opened = { listener: Listener; join(cursor: string | null): Promise<void>; leave(): void };
type Output = Pick<Listener, "notify" | "reset" | "beat" | "end">;

/** A listener for this visitor. Refuses `request.rate_limited` and `server.busy` where there are too many. */
function open(c: WidgetContext, { sourceId, link, contact }: Visitor, output: Output): Opened {
  const { services, widget } = c.var;
  const { accountId, inbox } = widget;
  const feeds = feedsOf(services.database);
  const { baseUrl } = renderingOf(c);
  const feed = feeds.get(accountId) ?? createWidgetFeed({ services, accountId, baseUrl });
  const there = [...feed.listeners].filter(({ inboxId }) => inboxId === inbox.id);
  if (there.filter((one) => one.sourceId === sourceId).length >= OF_VISITOR_MAX)
    throw new Refusal("request.rate_limited", { detail: `${OF_VISITOR_MAX} open pages`, retryAfterS: 5 });
  if (there.length >= OF_INBOX_MAX) throw new Refusal("server.busy", { retryAfterS: 5 });
  feeds.set(accountId, feed);
  const listener: Listener = {
    inboxId: inbox.id,
    identifier: inbox.identifier,
    sourceId,
    isIdentified: link?.isIdentified ?? false,
    contactId: contact?.id ?? null,
    configVersion: c.req.query("config") || null,
    position: null,
    ...output,
  };
  metrics.liveConnections.inc({ kind: "widget" });
  let isOpen = true;
  return {
    listener,
    join: (cursor) => feed.join(listener, cursor),
    leave() {
      if (!isOpen) return;
      isOpen = false;
      metrics.liveConnections.dec({ kind: "widget" });
      feed.leave(listener);
      if (feed.listeners.size === 0 && feeds.get(accountId) === feed) feeds.delete(accountId);
    },
  };
}

const query = z.object({
  cursor: z.string().max(100).optional(),
  config: z.string().max(100).optional(),
  wait: z.coerce.number().int().min(0).max(30).default(0),
});

/** `GET events`: what happens in the visitor's conversations, as a stream, or as the answer to a request that waits for it. */
export async function answerEvents(c: WidgetContext): Promise<Response> {
  const visitor = await requireVisitor(c);
  const read = query.safeParse(c.req.query());
  if (!read.success)
    throw new Refusal("input.invalid", { field: String(read.error.issues[0]?.path[0] ?? "cursor") });
  const cursor = c.req.header("last-event-id") ?? read.data.cursor ?? null;
  if (c.req.header("accept")?.includes("text/event-stream")) return streamEvents(c, visitor, cursor);
  return c.json(await pollEvents(c, visitor, { cursor, waitMs: read.data.wait * 1_000 }));
}

const encoder = new TextEncoder();

function streamEvents(c: WidgetContext, visitor: Visitor, cursor: string | null): Response {
  let leave = () => {};
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let isOpen = true;
      const end = () => {
        if (!isOpen) return;
        isOpen = false;
        leave();
        controller.close();
      };
      const write = (text: string) => {
        if (!isOpen) return;
        controller.enqueue(encoder.encode(text));
        if ((controller.desiredSize ?? 0) < -WAITING_MAX) end();
      };
      const opened = open(c, visitor, {
        notify: (event, at) => write(eventText({ cursor: at, ...event })),
        reset: (at) => write(eventText({ cursor: at, type: "reset", data: null })),
        beat: (at) => write(`: beat\nid: ${at}\n\n`),
        end,
      });
      leave = () => {
        isOpen = false;
        opened.leave();
      };
      void opened.join(cursor).catch(end); // the page connects again, and reads why
    },
    cancel: () => leave(),
  });
  return c.body(stream, 200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "x-accel-buffering": "no",
  });
}

const eventText = (event: WidgetEvent): string => `id: ${event.cursor}\ndata: ${JSON.stringify(event)}\n\n`;

type Poll = { cursor: string | null; waitMs: number };

/** Answers as soon as something has happened, else after `waitMs`. */
async function pollEvents(
  c: WidgetContext,
  visitor: Visitor,
  { cursor, waitMs }: Poll,
): Promise<WidgetEvents> {
  const data: WidgetEvent[] = [];
  let last = cursor ?? "";
  let isEnded = false;
  let resolve = () => {};
  const happened = new Promise<void>((done) => {
    resolve = done;
  });
  const note = (event: WidgetEvent) => {
    if (isEnded) return; // the next request gets it
    data.push(event);
    last = event.cursor;
    queueMicrotask(() => resolve()); // after the others of the same change
  };
  const opened = open(c, visitor, {
    notify: (event, at) => note({ cursor: at, ...event }),
    reset: (at) => note({ cursor: at, type: "reset", data: null }),
    beat: (at) => {
      if (!isEnded) last = at;
    },
    end: () => {
      isEnded = true;
      resolve();
    },
  });
  const timer = setTimeout(() => resolve(), waitMs);
  const { signal } = c.req.raw;
  signal.addEventListener("abort", () => resolve(), { once: true });
  try {
    await opened.join(cursor);
    if (data.length === 0) await happened;
    return { cursor: last, data: [...data] };
  } finally {
    clearTimeout(timer);
    opened.leave();
  }
}
