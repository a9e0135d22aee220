import type { Messages } from "next-intl";

/** The groups of `settings` that only the settings of an inbox use: their pages get them, and no other page does. */
export const INBOX_GROUPS = ["channelState", "check", "numberHealth", "review"] as const;

export type InboxMessages = Pick<Messages["settings"], (typeof INBOX_GROUPS)[number]>;

/** The messages of every page, and those that are added in the settings of an inbox. */
export function splitMessages({ settings, ...others }: Messages) {
  const { channelState, check, numberHealth, review, ...everywhere } = settings;
  const ofInbox: InboxMessages = { channelState, check, numberHealth, review };
  return { everywhere: { ...others, settings: everywhere }, ofInbox };
}
