import { z } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import { type Services, servicesFor } from "@/server/commands/_run/services";
import { type Caller, maySee } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { formatCursor, parseCursor } from "@/server/contract/event/cursor";
import { EPHEMERAL, type EphemeralMessageDto } from "@/server/contract/message/command-message";
import { type HttpEnv, requireTokenCaller } from "@/server/http/_request/authenticate";
import { parseQuery } from "@/server/http/v1/_route/read-body";
import type { RequestContext } from "@/server/http/v1/_route/route-spec";
import { requestLog } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import { logSignal } from "@/server/live/log/log-signal";
import { passingSignal } from "@/server/live/presence/passing";
import { type EventPage, type ListEvents, listEvents } from "@/server/queries/events/list-events";
import { recordEventsRead } from "@/server/queries/events/record-events-read";
import { awaitEvents, hasWaitSlot, takeWaitSlot } from "./await-events";
import { eventFilter, namedQuery } from "./events";

/** The maximum time without a block, in milliseconds. */
const BEAT_MS = 10_000;
const PAGE = 100;

/** A stream also has ephemeral messages, unless it names other types. */
const STREAMED = [...EVENT_TYPES, EPHEMERAL] as const;
const streamTypes = z
  .string()
  .transform((list) => list.split(","))
  .pipe(z.array(z.enum(STREAMED)).max(STREAMED.length));
const query = z.strictObject({ ...eventFilter, types: streamTypes.optional(), named: namedQuery });

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
  const { after = null, named, types, ...rest } = parseQuery(query, c.req.queries());
  const filter = { ...rest, ...(types && { types: types.filter((type) => type !== EPHEMERAL) }) };
  const request = { ...filter, after: headers.get("last-event-id") ?? after, limit: PAGE };
  const first = await listEvents(database, caller, request); // a refusal is still a normal response
  if (!hasWaitSlot(caller)) throw new Refusal("server.busy");
  const { now } = services;
  recordEventsRead(database, caller, { ...request, isWaiting: true, now: now() });
  const hasEphemeral = types === undefined || types.includes(EPHEMERAL);
  const stream = { request, caller, database, now, readCaller, isNamed: named === "true", hasEphemeral };
  return new Response(streamOf(first, stream), {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

type Stream = Pick<RequestContext, "readCaller"> &
  Pick<Services, "database" | "now"> & {
    request: ListEvents;
    caller: Caller;
    isNamed: boolean;
    hasEphemeral: boolean;
  };

/** A page is read when the client has received the previous one. Ends with the token, the process, or an invalid cursor. */
function streamOf(first: EventPage, stream: Stream): ReadableStream<Uint8Array> {
  const { request, caller, database, now, readCaller, isNamed } = stream;
  const closed = new AbortController();
  let page: EventPage | null = null;
  let leave = () => {};
  const read = async (before: EventPage) => {
    const withinMs = before.hasMore ? 0 : BEAT_MS;
    const waitContext = { database, withinMs, readCaller, signal: closed.signal };
    recordEventsRead(database, caller, { ...request, isWaiting: true, now: now() });
    return awaitEvents({ ...request, after: before.nextCursor }, waitContext);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (page === null) leave = enter(stream, controller); // not before the client reads it
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

/** Chunks that wait for a slow client; what is ephemeral is then left out. */
const WAITING_MAX = 100;

/** Takes a slot for the stream and sends it what is ephemeral as it comes; returns a function that ends both. */
function enter(
  { request, caller, readCaller, isNamed, hasEphemeral }: Stream,
  controller: ReadableStreamDefaultController<Uint8Array>,
): () => void {
  const leave = takeWaitSlot(caller, "api_stream");
  let isOpen = true;
  const isWanted = ({ conversationId }: EphemeralMessageDto) =>
    hasEphemeral && (request.conversationId === undefined || request.conversationId === conversationId);
  const unsubscribe = passingSignal().listen(caller.accountId, ({ ephemeral }) => {
    if (!ephemeral || !isWanted(ephemeral)) return;
    void readCaller() // as of now: rights may have changed since
      .then((current) => {
        const hasRoom = (controller.desiredSize ?? 0) > -WAITING_MAX;
        if (isOpen && hasRoom && maySee(current, ephemeral))
          controller.enqueue(encoder.encode(ephemeralText(ephemeral, isNamed)));
      })
      .catch(() => undefined); // the token was revoked: the next read of the log ends the stream
  });
  return () => {
    isOpen = false;
    unsubscribe();
    leave();
  };
}

/** Without an id: it cannot be resumed from. */
const ephemeralText = (message: EphemeralMessageDto, isNamed: boolean): string =>
  `${isNamed ? `event: ${EPHEMERAL}\n` : ""}data: ${JSON.stringify({ type: EPHEMERAL, data: message })}\n\n`;

const encoder = new TextEncoder();

/** The page's events, and its own cursor, which is also after the events that the filter left out. */
function textOf({ data, nextCursor }: EventPage, isNamed: boolean): string {
  const epoch = parseCursor(nextCursor)?.epoch ?? "";
  const events = data.map((event) => {
    const id = formatCursor({ epoch, seq: event.seq });
    return `id: ${id}\n${isNamed ? `event: ${event.type}\n` : ""}data: ${JSON.stringify(event)}\n\n`;
  });
  return `${events.join("")}: beat\nid: ${nextCursor}\n\n`;
}
