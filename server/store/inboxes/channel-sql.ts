import { CHANNELS_WITH_SENDER, CHANNELS_WITHOUT_TAKER, type Channel } from "@/server/domain/inbox/channel";

const list = (channels: readonly Channel[]): string =>
  `array[${channels.map((channel) => `'${channel}'`).join(", ")}]::text[]`;

/** Whether Tickline takes out the messages of the inbox with this alias: `hasSender` of the domain. */
export const hasSenderSql = (inbox: string): string =>
  `(${inbox}.callback_url is not null or ${inbox}.channel = any(${list(CHANNELS_WITH_SENDER)}))`;

/** Whether the channel of the inbox with this alias shows or sends every message itself: `takesReplies` of the domain. */
export const takesRepliesSql = (inbox: string): string =>
  `${inbox}.channel = any(${list(CHANNELS_WITHOUT_TAKER)})`;
