import { z } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import type { Caller } from "@/server/contract/caller";
import { formatCursor, parseCursor } from "@/server/contract/cursor";
import { Refusal } from "@/server/contract/refusal";
import { requestLog } from "@/server/lib/log";
import { reasonOf } from "@/server/lib/start-failure";
import { logBell } from "@/server/live/log-bell";
import type { EventPage, ListEvents } from "@/server/queries/list-events";
import { requireTokenCaller } from "../authenticate";
import type { HttpEnv } from "../http-env";
import { awaitEvents } from "./await-events";
import { eventFilter } from "./events";
import { parseQuery } from "./parse";

/** Something is said at least this often, and the token is looked up again. */
const BEAT_MS = 10_000;
const PAGE = 100;
/** Open at once in one process, of one account. */
const STREAMS_OF_ACCOUNT_MAX = 50;

const open = new Map<number, number>();
const query = z.strictObject(eventFilter);

/** `GET /v1/events` for who accepts `text/event-stream`: the log without an end. Everybody else goes on to the page. */
export async function answerEventStream(c: Context<HttpEnv>, next: Next): Promise<Response | undefined> {
  if (!c.req.header("accept")?.includes("text/event-stream")) {
    await next();
    return;
  }
  const { headers } = c.req.raw;
  const caller = await requireTokenCaller(headers);
  c.set("caller", caller);
  const { after = null, ...filter } = parseQuery(query, c.req.queries());
  const asked = { ...filter, after: headers.get("last-event-id") ?? after, limit: PAGE };
  const first = await awaitEvents(caller, asked, { withinMs: 0 }); // what is wrong with it is said as an answer
  const { accountId } = caller;
  if ((open.get(accountId) ?? 0) >= STREAMS_OF_ACCOUNT_MAX) throw new Refusal("server.busy");
  return new Response(streamOf(first, { asked, accountId, readCaller: () => requireTokenCaller(headers) }), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

type Stream = { asked: ListEvents; accountId: number; readCaller: () => Promise<Caller> };

/** Each page is read when the client has taken the one before. It ends with the token, the process, and a void cursor. */
function streamOf(first: EventPage, { asked, accountId, readCaller }: Stream): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const gone = new AbortController();
  let page = first;
  let told = "";
  const leave = () => {
    if (gone.signal.aborted) return;
    gone.abort();
    count(accountId, -1);
  };
  count(accountId, 1);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (told !== "")
            page = await awaitEvents(
              await readCaller(),
              { ...asked, after: page.nextCursor },
              { withinMs: page.hasMore ? 0 : BEAT_MS, signal: gone.signal },
            );
          told = textOf(page);
          if (!gone.signal.aborted) controller.enqueue(encoder.encode(told));
          if (!logBell().isClosed()) return;
        } catch (error) {
          // The client comes back, and is told then that its token is gone or its cursor void.
          requestLog.info({ accountId, reason: reasonOf(error) }, "a stream of events ended");
        }
        leave();
        controller.close();
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  );
}

/** The page's events, and its own cursor: events that the filter holds back are behind the reader too. */
function textOf({ data, nextCursor }: EventPage): string {
  const epoch = parseCursor(nextCursor)?.epoch ?? "";
  const events = data.map((event) => {
    const id = formatCursor({ epoch, seq: event.seq });
    return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  return `${events.join("")}: beat\nid: ${nextCursor}\n\n`;
}

function count(accountId: number, by: number): void {
  const now = (open.get(accountId) ?? 0) + by;
  if (now > 0) open.set(accountId, now);
  else open.delete(accountId);
}
