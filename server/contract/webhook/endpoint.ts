import { z } from "zod";
import { accountDto, id, instant } from "@/server/contract/_shared/dto";

/** What a receiver gets: the whole event, only which one it is, or what FreeScout would send. */
export const ENDPOINT_FORMATS = ["tickline", "thin", "freescout"] as const;
export type EndpointFormat = (typeof ENDPOINT_FORMATS)[number];

export const DISABLED_REASONS = ["by_hand", "gone", "failing"] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** A receiver of webhooks. Its secret is in no DTO. */
export const endpointDto = accountDto.omit({ name: true }).extend({
  url: z.string(),
  /** Event types, or narrower (`message.created/in`, `/out`, `conversation.labelled/spam`); `*` for all there are and will be. */
  types: z.array(z.string()),
  /** Null = of all inboxes. What belongs to no inbox is told in any case. */
  inboxIds: z.array(id).nullable(),
  format: z.enum(ENDPOINT_FORMATS),
  /** Whether an event of a conversation waits until the one before it was taken. */
  ordered: z.boolean(),
  /** How many POSTs are under way at once. */
  concurrency: z.number().int(),
  /** Not told what the token did that made the endpoint. */
  suppressSelf: z.boolean(),
  /** How often it is told that all is well; null: never. */
  heartbeatMinutes: z.number().int().nullable(),
  state: z.enum(["enabled", "disabled"]),
  disabledReason: z.enum(DISABLED_REASONS).nullable(),
  /** Since when every try has failed; told after a day of it. */
  failingSince: instant.nullable(),
  /** Until then the secret before this one signs too. */
  previousSecretUntil: instant.nullable(),
  deletedAt: instant.nullable(),
});
export type EndpointDto = z.infer<typeof endpointDto>;

/** How it does: of at most the last 1,000 tries within a day. */
export const endpointHealthDto = z.object({
  tries: z.number().int(),
  delivered: z.number().int(),
  p50Ms: z.number().int().nullable(),
  p99Ms: z.number().int().nullable(),
  /** Deliveries that wait, also for their next try; counted up to 10,000. */
  waiting: z.number().int(),
  /** Events at the end of the log that it is still to be taken through; not all of them may be for it. */
  behind: z.number().int(),
  /** The breaker is open until then. */
  pausedUntil: instant.nullable(),
  lastDeliveredAt: instant.nullable(),
  lastFailedAt: instant.nullable(),
});
export type EndpointHealthDto = z.infer<typeof endpointHealthDto>;

/** What was sent to it within one hour. */
export const endpointHourDto = z.object({
  at: instant,
  tries: z.number().int(),
  delivered: z.number().int(),
  meanMs: z.number().int(),
  maxMs: z.number().int(),
});
export type EndpointHourDto = z.infer<typeof endpointHourDto>;

export const DELIVERY_STATES = ["waiting", "delivered", "failed", "dropped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export const DROPPED_REASONS = ["withdrawn", "event_gone", "not_in_format"] as const;
export type DroppedReason = (typeof DROPPED_REASONS)[number];

/** One event owed to one endpoint. */
export const deliveryDto = z.object({
  id,
  endpointId: id,
  /** The `webhook-id`: the same over tries and replays. */
  eventId: z.uuid(),
  /** Null of a sample. */
  eventSeq: z.number().int().nullable(),
  type: z.string(),
  conversationId: id.nullable(),
  state: z.enum(DELIVERY_STATES),
  droppedReason: z.enum(DROPPED_REASONS).nullable(),
  isTest: z.boolean(),
  isReplay: z.boolean(),
  tries: z.number().int(),
  /** When it is tried next; null when it is not. */
  dueAt: instant.nullable(),
  createdAt: instant,
  settledAt: instant.nullable(),
});
export type DeliveryDto = z.infer<typeof deliveryDto>;

/** One POST. */
export const tryDto = z.object({
  number: z.number().int(),
  at: instant,
  durationMs: z.number().int(),
  /** Where it went. */
  address: z.string().nullable(),
  /** Null when there was no answer; then `fault` says why. */
  status: z.number().int().nullable(),
  fault: z.string().nullable(),
  message: z.string().nullable(),
  /** The beginning of the answer. */
  excerpt: z.string().nullable(),
});
export type TryDto = z.infer<typeof tryDto>;
