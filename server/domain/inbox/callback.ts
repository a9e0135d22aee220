/** What the program behind an inbox is sent: Tickline's call, or the webhook of Chatwoot's API inbox. */
export const CALLBACK_FORMATS = ["tickline", "chatwoot"] as const;
export type CallbackFormat = (typeof CALLBACK_FORMATS)[number];

/**
 * Whether the program is told of all that happens in its inbox, by an endpoint of its own. Else it is told of messages to send
 * and of no change: it may have a webhook, or read the log.
 */
export const notifiesOfChanges = (format: CallbackFormat): boolean => format === "chatwoot";
