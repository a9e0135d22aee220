/**
 * Payload formats of webhooks: the whole event, only its ids, or the payload of FreeScout, Chatwoot or WuKongIM, which has one
 * for each of its webhooks: `msg.notify`, `msg.offline` and `user.onlinestatus`.
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
export type EndpointFormat = (typeof ENDPOINT_FORMATS)[number];

/** Tickline's own formats. They have heartbeats, and an event for messages to send. */
export const OWN_FORMATS = ["tickline", "thin"] as const satisfies EndpointFormat[];

/** The format of agent bots, and of the endpoint beside a callback that is told of changes. */
export const BOT_FORMAT = "chatwoot" satisfies EndpointFormat;

/** The format of endpoints that are told which devices have connected or gone. It carries no messages. */
export const STATUS_FORMAT = "wukongim_status" satisfies EndpointFormat;
export const FORMATS_WITHOUT_MESSAGES = [STATUS_FORMAT] as const;
