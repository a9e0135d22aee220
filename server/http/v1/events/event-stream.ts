import { z } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatCursor, parseCursor } from "@/server/contract/event/cursor";
import { requireTokenCaller } from "@/server/http/_request/authenticate";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { parseQuery } from "@/server/http/v1/_route/parse";
import type { RequestContext } from "@/server/http/v1/_route/route-spec";
import { requestLog } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { logSignal } from "@/server/live/log/log-signal";
import { type EventPage, type ListEvents, listEvents } from "@/server/queries/events/list-events";
import { recordEventsRead } from "@/server/queries/events/record-events-read";
import { awaitEvents, hasWaitSlot, takeWaitSlot } from "./await-events";
import { eventFilter, namedQuery } from "./events";

/** The maximum time without a block, in milliseconds. */
const BEAT_MS = 10_000;
const PAGE = 100;

const query = z.strictObject({ ...eventFilter, named: namedQuery });

/** `GET /v1/events` with `accept: text/event-stream`: the log without end. Other requests continue to the page. */
export async function answerEventStream(c: Context<HttpEnv>, next: Next): Promise<Response | undefined> {
  const { headers, method } = c.req.raw;
  if (method !== "GET" || !headers.get("accept")?.includes("text/event-stream")) {
    await next();
    return;
  }
  const { services } = c.var;
  const readCaller = () => requireTokenCaller(services, headers);
  const caller = await readCaller();
  c.set("caller", caller);
  const { database } = servicesFor(services, caller);
  const { after = null, named, ...filter } = parseQuery(query, c.req.queries());
  const request = { ...filter, after: headers.get("last-event-id") ?? after, limit: PAGE };
  const first = await listEvents(database, caller, request); // a refusal is still a normal response
  if (!hasWaitSlot(caller)) throw new Refusal("server.busy");
  const { now } = services;
  recordEventsRead(database, caller, { ...request, now: now() });
  const stream = { request, caller, database, now, readCaller, isNamed: named === "true" };
  return new Response(streamOf(first, stream), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

type Stream = Pick<RequestContext, "readCaller"> &
  Pick<Services, "database" | "now"> & { request: ListEvents; caller: Caller; isNamed: boolean };

/** A page is read when the client has received the previous one. Ends with the token, the process, or an invalid cursor. */
function streamOf(
  first: EventPage,
  { request, caller, database, now, readCaller, isNamed }: Stream,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const closed = new AbortController();
  let page: EventPage | null = null;
  let leave = () => {};
  const read = async (before: EventPage) => {
    const withinMs = before.hasMore ? 0 : BEAT_MS;
    const waitContext = { database, withinMs, readCaller, signal: closed.signal };
    recordEventsRead(database, caller, { ...request, now: now() });
    return awaitEvents({ ...request, after: before.nextCursor }, waitContext);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (page === null) leave = takeWaitSlot(caller); // not before the client reads it
        try {
          page = page === null ? first : await read(page);
          if (!closed.signal.aborted) controller.enqueue(encoder.encode(textOf(page, isNamed)));
          if (!logSignal().isClosed()) return;
        } catch (error) {
          // The client reconnects, and then gets the refusal of its token or cursor.
          requestLog.info(
            { accountId: caller.accountId, reason: reasonOf(error) },
            "a stream of events ended",
          );
        }
        leave();
        controller.close();
      },
      cancel() {
        closed.abort();
        leave();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The page's events, and its own cursor, which is also after the events that the filter left out. */
function textOf({ data, nextCursor }: EventPage, isNamed: boolean): string {
  const epoch = parseCursor(nextCursor)?.epoch ?? "";
  const events = data.map((event) => {
    const id = formatCursor({ epoch, seq: event.seq });
    return `id: ${id}\n${isNamed ? `event: ${event.type}\n` : ""}data: ${JSON.stringify(event)}\n\n`;
  });
  return `${events.join("")}: beat\nid: ${nextCursor}\n\n`;
}
