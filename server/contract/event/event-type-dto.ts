import { z } from "zod";

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
