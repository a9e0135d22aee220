/** WuKongIM's kinds of channels that Tickline keeps. */
export const CHANNEL_TYPES = {
  person: 1,
  group: 2,
  customerService: 3,
  community: 4,
  topic: 5,
  info: 6,
  data: 7,
  temporary: 8,
  live: 9,
  visitors: 10,
} as const;

/** The user under whose name the account writes. */
export const SYSTEM_UID = "____system";
/** An agent's user begins with it. */
export const AGENT_PREFIX = "____agent_";

/** The user of an agent: their messages have it as sender. */
export const agentUid = (userId: number): string => `${AGENT_PREFIX}${userId}`;

/** Whether a user is on the account's side by its name alone. */
export const isReservedUid = (uid: string): boolean => uid === "" || uid.startsWith("____");

/** The flags of a channel; all false by default. `large` changes nothing here. */
export type ChannelFlags = Record<"allowStranger" | "ban" | "disband" | "large" | "sendBan", boolean>;

/** Who may not write to a channel, and who alone may if anybody is in it. */
export type SenderList = "allow" | "deny";
