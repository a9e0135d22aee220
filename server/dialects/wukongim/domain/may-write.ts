import { CHANNEL_TYPES, type ChannelFlags } from "./channel";

/** WuKongIM's reasons for refusing a message; `numberTaken` is v3's, since v2 refuses no number. */
export const REASONS = {
  notSubscriber: 3,
  denied: 4,
  noChannel: 5,
  notAllowed: 13,
  ban: 19,
  typeUnsupported: 23,
  disband: 24,
  sendBan: 25,
  numberTaken: 28,
} as const;
export type Reason = keyof typeof REASONS;

export type Writer = {
  /** Of the account's side: everything is allowed. */
  isSystem: boolean;
  /** In the channel now; of a person channel always. */
  isMember: boolean;
  /** On the channel's list of who may not write. */
  isDenied: boolean;
  /** On the channel's list of who alone may. */
  isAllowed: boolean;
};

export type WrittenChannel = {
  type: number;
  flags: ChannelFlags;
  /** Somebody is on the list of who alone may write. */
  hasAllowList: boolean;
};

/**
 * Why a user may not write to a channel, or null. The first that applies, in WuKongIM's order. The lists of a person channel
 * are the receiver's own.
 */
export function whyNotWritten({ type, flags, hasAllowList }: WrittenChannel, writer: Writer): Reason | null {
  if (writer.isSystem) return null;
  if (flags.ban) return "ban";
  if (flags.disband) return "disband";
  if (flags.sendBan) return "sendBan";
  if (writer.isDenied) return "denied";
  if (!writer.isMember) return "notSubscriber";
  const isOpen = type === CHANNEL_TYPES.person && flags.allowStranger;
  return hasAllowList && !writer.isAllowed && !isOpen ? "notAllowed" : null;
}
