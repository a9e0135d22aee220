import { z } from "zod";
import { HEARTBEAT_MINUTES_MAX } from "./constants";
import { SUBSCRIBABLE_TYPES } from "./subscribable-types";

/** The interval of heartbeats; null = none. */
export const heartbeatMinutes = z.number().int().min(1).max(HEARTBEAT_MINUTES_MAX).nullable();

/** `*` alone: every type, future ones included. */
export const subscribedTypes = z.union([
  z.tuple([z.literal("*")]),
  z.array(z.enum(SUBSCRIBABLE_TYPES)).min(1).max(SUBSCRIBABLE_TYPES.length),
]);
