import { z } from "@hono/zod-openapi";
import { EVENT_TYPES } from "@/server/contract/event";
import { eventTypeDto } from "@/server/contract/event-types";
import { listEventTypes } from "@/server/queries/list-event-types";
import { get } from "./endpoint";

export const eventTypeEndpoints = [
  get(
    {
      path: "/v1/event-types",
      tag: "Events",
      summary: "Every event there is, with its JSON Schema and a sample",
      query: z.strictObject({ type: z.enum(EVENT_TYPES).optional() }),
      answer: z.object({ data: z.array(eventTypeDto) }),
    },
    async ({ query }) => ({ data: listEventTypes(query.type ?? null) }),
  ),
];
