import { z } from "@hono/zod-openapi";
import { instantInput } from "@/server/contract/_shared/primitives";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { Event } from "@/server/contract/event/event";
import { eventTypeDto } from "@/server/contract/event/event-schemas";
import { DELIVERY_TYPES } from "@/server/contract/webhook/constants";
import { get } from "@/server/http/v1/_route/route";
import { idQuery, page, whole } from "@/server/http/v1/inputs";
import { anyEvent, pageOf } from "@/server/http/v1/schemas";
import { digestLog } from "@/server/queries/events/digest-log";
import { listEventTypes } from "@/server/queries/events/list-event-types";
import { listEvents } from "@/server/queries/events/list-events";
import { recordEventsRead } from "@/server/queries/events/record-events-read";
import { awaitEvents, withWaitSlot } from "./await-events";

export const EVENTS_MAX = 1000;
const WAIT_SECONDS_MAX = 30;

const types = z
  .string()
  .transform((list) => list.split(","))
  .pipe(z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length))
  .openapi({
    type: "string",
    description: "Comma-separated event types.",
    example: "message.created,message.updated",
  });

/** Where a stream begins, in place of `after`: an `EventSource` sends it when it connects again. */
const readsHeaders = z.object({
  "Last-Event-ID": z.string().max(200).optional().openapi({
    description:
      "With `Accept: text/event-stream`: the id of the last event received; takes precedence over `after`.",
  }),
});

const stream = z.string().openapi({
  description:
    "Server-sent events: `id` is the event's cursor, `event` its type, `data` the event as JSON, in one line.",
});

/** Only of the stream. */
export const namedQuery = z.enum(["true", "false"]).default("true").openapi({
  description:
    "With `Accept: text/event-stream`: false leaves out `event`, so that the `onmessage` of an `EventSource` is called for every event.",
});

/** The filter of the log, for the page and the stream. */
export const eventFilter = {
  after: z.string().max(200).optional(),
  types: types.optional(),
  conversationId: idQuery.optional(),
};

export const eventRoutes = [
  get(
    {
      path: "/v1/events",
      tag: "Events",
      summary: "Read the account's event log in order: as a page, by long polling, or as a stream",
      description:
        "Every change, once, in order. `after` is a `nextCursor` or a list's `asOf`; without it, the log starts at the beginning. An administrator's token reads the log without gaps, an agent's token only what the agent may see. Events enter the log a few milliseconds after the change.\n\nWith `types`, a page may contain few or no events although there are more: continue until `hasMore` is false. With `wait`, the server delays an empty page for up to that many seconds until an event arrives. With `Accept: text/event-stream`, the response is an endless stream of server-sent events, each with its cursor as id; `Last-Event-ID` takes precedence over `after`. A stream also has ephemeral messages, as events named `ephemeral` without an id; with `types`, only if they name `ephemeral`.",
      query: z.strictObject({
        ...eventFilter,
        limit: whole(1, EVENTS_MAX).default(100).openapi({ default: 100 }),
        named: namedQuery,
        wait: whole(0, WAIT_SECONDS_MAX).default(0).openapi({ default: 0 }),
      }),
      answer: z.object({
        // `data` is a union over the resource, which the document describes by type.
        data: z.array(anyEvent as unknown as z.ZodType<Event>),
        nextCursor: z.string(),
        hasMore: z.boolean(),
      }),
      alsoAnswers: { "text/event-stream": stream },
      readsHeaders,
      refuses: ["cursor.gone", "cursor.invalid"],
    },
    ({ caller, query: { wait, after = null, named: _, ...query }, services }, { readCaller, signal }) => {
      const { database } = services;
      recordEventsRead(database, caller, { ...query, isWaiting: wait > 0, now: services.now() });
      const request = { ...query, after };
      if (wait === 0) return listEvents(database, caller, request);
      return withWaitSlot(caller, () =>
        awaitEvents(request, { database, readCaller, signal, withinMs: wait * 1000 }),
      );
    },
  ),
];

export const eventTypeRoutes = [
  get(
    {
      path: "/v1/event-types",
      tag: "Events",
      summary: "List all event types, including those sent only to webhooks, with JSON Schema and a sample",
      query: z.strictObject({ type: z.enum(DELIVERY_TYPES).optional() }),
      answer: z.object({ data: z.array(eventTypeDto) }),
    },
    async ({ query }) => ({ data: listEventTypes(query.type ?? null) }),
  ),
];

const HOUR_MS = 3_600_000;
const DAYS_MAX = 31;

const wholeHour = instantInput.refine((at) => at.getTime() % HOUR_MS === 0, {
  error: "must be a whole hour, UTC",
});

const entry = z
  .object({
    hour: z.iso.datetime(),
    type: z.string(),
    count: z.number().int().positive(),
    hash: z.string().regex(/^[0-9a-f]{64}$/),
  })
  .openapi("DigestEntry");

export const digestRoutes = [
  get(
    {
      path: "/v1/digest",
      isExpensive: true,
      tag: "Events",
      summary: "Get count and hash of the event log by hour and type",
      description:
        "Compare it with your own copy of the log: `hash` is the SHA-256, in hex, of one line `seq id type hash` per event of the hour (when it was stamped) and type, in order of seq, each ending with a line feed. An event keeps its own `hash` when its content is permanently deleted. Hours without events are omitted. Administrators only.",
      query: z
        .strictObject({ from: wholeHour, to: wholeHour, cursor: page.cursor })
        .refine(({ from, to }) => from < to, { path: ["to"], error: "must be after `from`" })
        .refine(({ from, to }) => to.getTime() - from.getTime() <= DAYS_MAX * 24 * HOUR_MS, {
          path: ["to"],
          error: `must be at most ${DAYS_MAX} days after \`from\``,
        }),
      answer: pageOf(entry),
      refuses: ["auth.forbidden", "cursor.invalid"],
    },
    ({ caller, query, services }) => digestLog(services.database, caller, query),
  ),
];
