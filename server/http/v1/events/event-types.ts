import { z } from "@hono/zod-openapi";
import { eventTypeDto } from "@/server/contract/event-types";
import { DELIVERY_TYPES } from "@/server/contract/heartbeat";
import { listEventTypes } from "@/server/queries/list-event-types";
import { get } from "./endpoint";

export const eventTypeEndpoints = [
  get(
    {
      path: "/v1/event-types",
      tag: "Events",
      summary:
        "Every event there is, and what receivers of webhooks get beside them, with JSON Schema and a sample",
      query: z.strictObject({ type: z.enum(DELIVERY_TYPES).optional() }),
      answer: z.object({ data: z.array(eventTypeDto) }),
    },
    async ({ query }) => ({ data: listEventTypes(query.type ?? null) }),
  ),
];
