import { z } from "@hono/zod-openapi";
import { eventTypeDto } from "@/server/contract/event/event-schemas";
import { DELIVERY_TYPES } from "@/server/contract/webhook/constants";
import { get } from "@/server/http/v1/_route/route";
import { listEventTypes } from "@/server/queries/events/list-event-types";

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
