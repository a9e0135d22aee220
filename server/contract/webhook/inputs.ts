import { z } from "zod";
import { id } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import {
  CONCURRENCY_MAX,
  ENDPOINT_INBOXES_MAX,
  NAME_CHARS_MAX,
  OVERLAP_HOURS_MAX,
  URL_CHARS_MAX,
} from "@/server/contract/_shared/limits";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { ENDPOINT_FORMATS, HEARTBEAT_MINUTES_MAX } from "./constants";
import { SUBSCRIBABLE_TYPES } from "./subscribable-types";

/** The interval of heartbeats; null = none. */
const heartbeatMinutes = z.number().int().min(1).max(HEARTBEAT_MINUTES_MAX).nullable();

/** `*` alone: every type, future ones included. */
export const subscribedTypes = z.union([
  z.tuple([z.literal("*")]),
  z.array(z.enum(SUBSCRIBABLE_TYPES)).min(1).max(SUBSCRIBABLE_TYPES.length),
]);

export const endpointUrl = text(1, URL_CHARS_MAX);

/** The fields of an endpoint, without a secret that the caller may provide. */
export const createEndpointInput = z.object({
  /** What people call it; null = no name. */
  name: text(1, NAME_CHARS_MAX).nullable().optional(),
  url: endpointUrl,
  types: subscribedTypes,
  /** Empty or null = all inboxes. */
  inboxIds: z.array(id).max(ENDPOINT_INBOXES_MAX).nullable().optional(),
  format: z.enum(ENDPOINT_FORMATS).optional(),
  ordered: z.boolean().optional(),
  concurrency: z.number().int().min(1).max(CONCURRENCY_MAX).optional(),
  suppressSelf: z.boolean().optional(),
  /** The interval of `system.heartbeat`; null = never. */
  heartbeatMinutes: heartbeatMinutes.optional(),
});

export const updateEndpointInput = createEndpointInput.partial();

/** A sample of `type`, or with `displayId` the newest event of that conversation that the endpoint covers. */
export const testEndpointInput = z.object({
  /** Of a sample, `message.created` by default; of a conversation, only its events of this type. */
  type: z.enum(EVENT_TYPES).optional(),
  displayId: id.optional(),
});

/** For how many hours the old secret signs too. */
export const rotateSecretInput = z.object({
  overlapHours: z.number().int().min(0).max(OVERLAP_HOURS_MAX).default(24),
});

const sinceSeq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** One delivery, the events after a seq, or those stamped within a time; `instant` is the edge's schema. */
export const replayInput = <I extends z.ZodType<Date>>(instant: I) =>
  z.union([
    z.strictObject({ deliveryId: id }),
    z.strictObject({ sinceSeq }),
    z.strictObject({ from: instant, to: instant, sinceSeq: sinceSeq.optional() }),
  ]);
