// Without zod: the browser loads it.
import { EVENT_TYPES } from "@/server/contract/event/constants";

/**
 * Payload formats: the whole event, only its ids, or the payload of FreeScout, Chatwoot or WuKongIM, which has one for each of
 * its webhooks: `msg.notify`, `msg.offline` and `user.onlinestatus`.
 */
export const ENDPOINT_FORMATS = [
  "tickline",
  "thin",
  "freescout",
  "chatwoot",
  "wukongim",
  "wukongim_offline",
  "wukongim_status",
] as const;

export const DELIVERY_STATES = ["waiting", "delivered", "failed", "dropped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Sent to endpoints in WuKongIM's format and not logged: devices of users have connected or gone. */
export const ONLINE_STATUS = "user.onlinestatus";

/** Sent to one endpoint and not logged: shows that deliveries arrive, and the end of the log. */
export const HEARTBEAT = "system.heartbeat";
/** Types of deliveries that are sent to endpoints only. */
const UNLOGGED_TYPES = [HEARTBEAT, ONLINE_STATUS] as const;
/** The types of deliveries. */
export const DELIVERY_TYPES = [...EVENT_TYPES, ...UNLOGGED_TYPES] as const;
export type DeliveryType = (typeof DELIVERY_TYPES)[number];

export const HEARTBEAT_MINUTES_MAX = 1_440;

/** Formats that have heartbeats. */
export const HEARTBEAT_FORMATS: readonly (typeof ENDPOINT_FORMATS)[number][] = ["tickline", "thin"];
