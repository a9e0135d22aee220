import { z } from "zod";
import { type EventType, eventSchema } from "./event";
import { EVENT_CATALOGUE } from "./event-types";
import { dataSchemaOf } from "./resource-schemas";

/** One type in the answer of `GET /v1/event-types`. */
export const eventTypeDto = z.object({
  type: z.string(),
  /** False for types that are sent to webhook endpoints only: they are not in the log and have no seq. */
  isLogged: z.boolean(),
  /** The type of the resource; null for types that are not logged. */
  resource: z.string().nullable(),
  since: z.string(),
  summary: z.string(),
  /** JSON Schema of the event. */
  schema: z.record(z.string(), z.unknown()),
  sample: z.record(z.string(), z.unknown()),
});
export type EventTypeDto = z.infer<typeof eventTypeDto>;

/** The exact shape of an event of this type. */
export const eventSchemaOf = (type: EventType) => {
  const { resource } = EVENT_CATALOGUE[type];
  return eventSchema.extend({
    type: z.literal(type),
    resource: eventSchema.shape.resource.extend({ type: z.literal(resource) }),
    data: dataSchemaOf(resource),
  });
};

/** The same as JSON Schema, draft 2020-12. */
export const jsonSchemaOf = (type: EventType): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(eventSchemaOf(type));
