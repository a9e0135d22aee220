/** What the program behind an inbox is sent: Tickline's call, or the webhook of Chatwoot's API inbox. */
export const CALLBACK_FORMATS = ["tickline", "chatwoot"] as const;
export type CallbackFormat = (typeof CALLBACK_FORMATS)[number];
