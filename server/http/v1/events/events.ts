import { z } from "@hono/zod-openapi";
import { EVENT_TYPES, type Event } from "@/server/contract/event/event";
import { get } from "@/server/http/v1/_route/route";
import { idQuery, whole } from "@/server/http/v1/inputs";
import { event } from "@/server/http/v1/schemas";
import { listEvents } from "@/server/queries/events/list-events";
import { awaitEvents, waiting } from "./await-events";

export const EVENTS_MAX = 1000;
const WAIT_SECONDS_MAX = 30;

const types = z
  .string()
  .transform((list) => list.split(","))
  .pipe(z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length))
  .openapi({
    type: "string",
    description: "Types with commas between them.",
    example: "message.created,message.updated",
  });

/** What of the log is asked for, as a page and as a stream. */
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
      summary: "The account's log, in order; as a page, as soon as there is something, or as a stream",
      description:
        "Everything that changed, each change once, in order. `after` is a `nextCursor` or a list's `asOf`; without it, from the beginning. An administrator's token reads a dense log, an agent's what the agent may see. Events get their place a few milliseconds after the change: right after a POST the newest may still be missing.\n\nWith `types` a page may hold few or none while there is more: go on until `hasMore` is false. With `wait` an empty page is held back for so many seconds, until something has come. With `Accept: text/event-stream` the same is a stream of server-sent events without an end, each with its cursor as its id; `Last-Event-ID` goes before `after`.",
      query: z.strictObject({
        ...eventFilter,
        limit: whole(1, EVENTS_MAX).default(100).openapi({ default: 100 }),
        wait: whole(0, WAIT_SECONDS_MAX).default(0).openapi({ default: 0 }),
      }),
      answer: z.object({
        // `data` is a union over the resource, which the document tells as any object.
        data: z.array(event as unknown as z.ZodType<Event>),
        nextCursor: z.string(),
        hasMore: z.boolean(),
      }),
      refuses: ["cursor.gone", "cursor.invalid"],
    },
    ({ caller, query: { wait, after = null, ...query }, services }, { readCaller, signal }) => {
      const { database } = services;
      const asked = { ...query, after };
      if (wait === 0) return listEvents(database, caller, asked);
      return waiting(caller.accountId, (isPlace) =>
        awaitEvents(asked, { database, readCaller, signal, withinMs: isPlace ? wait * 1000 : 0 }),
      );
    },
  ),
];
