import { crc32 } from "node:zlib";
import { CHANNEL_TYPES, SYSTEM_UID } from "@/server/dialects/wukongim/domain/channel";

/** The id of the channel between two users in WuKongIM: the one with the larger CRC32 first. */
export function personChannelId(one: string, other: string): string {
  const [a, b] = [crc32(one), crc32(other)];
  const isFirst = a === b ? one > other : a > b;
  return isFirst ? `${one}@${other}` : `${other}@${one}`;
}

/** The names under which Tickline knows channels: that of a pair of customers, and of a group. */
export const pairSourceId = (one: string, other: string): string =>
  `${CHANNEL_TYPES.person}:${personChannelId(one, other)}`;
export const groupSourceId = (channelType: number, channelId: string): string =>
  `${channelType}:${channelId}`;

const VISITORS: readonly number[] = [CHANNEL_TYPES.customerService, CHANNEL_TYPES.visitors];

/**
 * The visitor whose channel with the account this is, or null: the channel's id is the visitor's uid, with `|` and the name of a
 * service after it in older clients.
 */
export const visitorOf = (channelType: number, channelId: string): string | null =>
  VISITORS.includes(channelType) ? (channelId.split("|")[0] ?? "") : null;

/** The channel that a name stands for: of a pair without the user who asks, of a group its id; null = a customer's own. */
export function channelOf(sourceId: string, uid: string): { channelType: number; channelId: string } | null {
  const [, type, id] = /^(\d{1,2}):(.*)$/s.exec(sourceId) ?? [];
  if (type === undefined || id === undefined) return null;
  const channelType = Number(type);
  if (channelType !== CHANNEL_TYPES.person) return { channelType, channelId: id };
  const [one = "", other = ""] = id.split("@");
  return { channelType, channelId: one === uid ? other : one };
}

/**
 * The channel of a conversation as a user names it. `peerUid`: in a conversation with the account, whom they see on the other
 * side, or the name of their visitor's channel; null = the account.
 */
export const channelFor = (
  { sourceId, peerUid }: { sourceId: string; peerUid: string | null },
  uid: string,
): { channelType: number; channelId: string } =>
  channelOf(sourceId, uid) ??
  channelOf(peerUid ?? "", uid) ?? { channelType: CHANNEL_TYPES.person, channelId: peerUid ?? SYSTEM_UID };
