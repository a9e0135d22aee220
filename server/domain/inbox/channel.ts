/** The transports of an inbox. */
export const CHANNELS = ["api", "widget", "evolution", "wukongim"] as const;
export type Channel = (typeof CHANNELS)[number];

/**
 * Whether a customer has one conversation for each of their names in the channel: WuKongIM's clients know a channel for each
 * person and group, and a second conversation of it would be shown to nobody.
 */
const KEEPS_ONE: Readonly<Record<Channel, boolean>> = {
  api: false,
  widget: false,
  evolution: false,
  wukongim: true,
};

/** Whether the channel's clients know groups: others show the group to nobody, unless a program of its own does. */
export const hasGroups = ({ channel }: { channel: Channel }): boolean => channel === "wukongim";

export const keepsOneConversation = ({ channel }: { channel: Channel }): boolean => KEEPS_ONE[channel];

/** What the program behind an inbox is sent: Tickline's call, or the webhook of Chatwoot's API inbox. */
export const CALLBACK_FORMATS = ["tickline", "chatwoot"] as const;
export type CallbackFormat = (typeof CALLBACK_FORMATS)[number];
