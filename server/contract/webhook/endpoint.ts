import { z } from "zod";
import { accountDto, actor, id, instant } from "@/server/contract/_shared/dto";
import { DELIVERY_STATES, ENDPOINT_FORMATS } from "./constants";

export type { EndpointFormat } from "@/server/domain/webhook/formats";

export const DISABLED_REASONS = ["by_hand", "gone", "failing"] as const;
export type DisabledReason = (typeof DISABLED_REASONS)[number];

/** A receiver of webhooks. No DTO contains its secret. */
export const endpointDto = accountDto.omit({ name: true }).extend({
  /** What people call it. Null and absent = no name. */
  name: z.string().nullable().optional(),
  url: z.string(),
  /** Event types or narrower ones (`message.created/in`, `/out`, `conversation.labelled/spam`); `*` = all, also future ones. */
  types: z.array(z.string()),
  /** Null = all inboxes; of a bot, those that it is linked to. Events without an inbox are sent in any case. */
  inboxIds: z.array(id).nullable(),
  format: z.enum(ENDPOINT_FORMATS),
  /** Whether an event of a conversation waits until the one before it was delivered. */
  ordered: z.boolean(),
  /** The number of concurrent POSTs. */
  concurrency: z.number().int(),
  /** Skips events caused by the token that created the endpoint. */
  suppressSelf: z.boolean(),
  /** The interval of heartbeats; null = none. */
  heartbeatMinutes: z.number().int().nullable(),
  /** The inbox whose callback it is; it is changed with the inbox alone. Null and absent = none. */
  callbackInboxId: id.nullable().optional(),
  /** The agent bot that it is. Null and absent = none. */
  bot: z.object({ name: z.string(), description: z.string().nullable() }).nullable().optional(),
  state: z.enum(["enabled", "disabled"]),
  disabledReason: z.enum(DISABLED_REASONS).nullable(),
  /** Since when every try has failed; reported after a day. */
  failingSince: instant.nullable(),
  /** Until when the previous secret signs too. */
  previousSecretUntil: instant.nullable(),
  deletedAt: instant.nullable(),
});
export type EndpointDto = z.infer<typeof endpointDto>;

/** An endpoint's health, over at most the last 1,000 tries within a day. */
export const endpointHealthDto = z.object({
  tries: z.number().int(),
  delivered: z.number().int(),
  p50Ms: z.number().int().nullable(),
  p99Ms: z.number().int().nullable(),
  /** Waiting deliveries, those waiting for another try included; counted up to 10,000. */
  waiting: z.number().int(),
  /** Events in the log that are not fanned out to it yet; its subscription may not match all of them. */
  behind: z.number().int(),
  /** Until when the breaker is open. */
  pausedUntil: instant.nullable(),
  lastDeliveredAt: instant.nullable(),
  lastFailedAt: instant.nullable(),
});
export type EndpointHealthDto = z.infer<typeof endpointHealthDto>;

/** An endpoint's deliveries within one hour. */
export const endpointHourDto = z.object({
  at: instant,
  tries: z.number().int(),
  delivered: z.number().int(),
  meanMs: z.number().int(),
  maxMs: z.number().int(),
});
export type EndpointHourDto = z.infer<typeof endpointHourDto>;

export const DROPPED_REASONS = ["withdrawn", "event_gone", "not_in_format", "discarded"] as const;
export type DroppedReason = (typeof DROPPED_REASONS)[number];

/** One event to be sent to one endpoint. */
export const deliveryDto = z.object({
  id,
  endpointId: id,
  /** The `webhook-id`: the same in all tries and replays. */
  eventId: z.uuid(),
  /** Null for a sample. */
  eventSeq: z.number().int().nullable(),
  type: z.string(),
  conversationId: id.nullable(),
  state: z.enum(DELIVERY_STATES),
  droppedReason: z.enum(DROPPED_REASONS).nullable(),
  /** Who discarded it. Null and absent = nobody. */
  discardedBy: actor.nullable().optional(),
  isTest: z.boolean(),
  isReplay: z.boolean(),
  tries: z.number().int(),
  /** When it is tried next, or null. */
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
  /** The resolved IP address. */
  address: z.string().nullable(),
  /** Null without a response; then `fault` has the reason. */
  status: z.number().int().nullable(),
  fault: z.string().nullable(),
  message: z.string().nullable(),
  /** The beginning of the response. */
  excerpt: z.string().nullable(),
});
export type TryDto = z.infer<typeof tryDto>;
