import { z } from "zod";
import { id } from "./dto";
import { ENDPOINT_FORMATS } from "./endpoint";
import { EVENT_TYPES } from "./event";

/** What an administrator sets of a receiver. */
export const endpointSettings = z.object({
  url: z.string().trim().min(1).max(2048),
  /** `*` alone: every type there is and will be. */
  types: z.union([z.tuple([z.literal("*")]), z.array(z.enum(EVENT_TYPES)).min(1).max(EVENT_TYPES.length)]),
  /** None or null: of all inboxes. */
  inboxIds: z.array(id).max(100).nullable(),
  format: z.enum(ENDPOINT_FORMATS),
  ordered: z.boolean(),
  concurrency: z.number().int().min(1).max(64),
  suppressSelf: z.boolean(),
});
