import { z } from "@hono/zod-openapi";
import { services } from "@/server/commands/services";
import type { Event } from "@/server/contract/event";
import { listEvents } from "@/server/queries/list-events";
import { get } from "./endpoint";
import { whole } from "./inputs";
import { event } from "./schemas";

export const EVENTS_MAX = 1000;

export const eventEndpoints = [
  get(
    {
      path: "/v1/events",
      tag: "Events",
      summary: "The account's log, in order",
      description:
        "Everything that changed, each change once, in order. `after` is a `nextCursor` or a list's `asOf`; without it, from the beginning. An administrator's token reads a dense log, an agent's what the agent may see. Events get their place a few milliseconds after the change: right after a POST the newest may still be missing.",
      query: z.strictObject({
        after: z.string().max(200).optional(),
        limit: whole(1, EVENTS_MAX).default(100).openapi({ default: 100 }),
      }),
      answer: z.object({
        // `data` is a union over the resource, which the document tells as any object.
        data: z.array(event as unknown as z.ZodType<Event>),
        nextCursor: z.string(),
        hasMore: z.boolean(),
      }),
      refuses: ["cursor.gone", "cursor.invalid"],
    },
    ({ caller, query }) =>
      listEvents(services().database, caller, { after: query.after ?? null, limit: query.limit }),
  ),
];
