// Without zod: the browser loads it.
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { type EndpointFormat, OWN_FORMATS } from "@/server/domain/webhook/formats";

export { ENDPOINT_FORMATS } from "@/server/domain/webhook/formats";

export const DELIVERY_STATES = ["waiting", "delivered", "failed", "dropped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Sent to endpoints in one dialect's format and not logged: devices of users have connected or gone. */
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
export const HEARTBEAT_FORMATS: readonly EndpointFormat[] = OWN_FORMATS;
