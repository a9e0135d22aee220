import { CHANNEL_TYPES } from "@/server/contract/wukongim/rules";
import { invalid } from "@/server/dialects/wukongim/errors";
import { groupSourceId, pairSourceId } from "@/server/dialects/wukongim/input/channel-ids";

/** Who writes to which channel, as a request names it. */
export type Addressed = { fromUid: string; channelType: number; channelId: string };

/** Where a message belongs, by the name of its channel in the inbox. */
export type MessageRoute = {
  sourceId: string;
  /** Absent: a group, which must exist. Else the customers of the channel: one, or a pair. */
  customers: readonly string[] | null;
  /** The customer who writes; null = the account. */
  writer: string | null;
  /** The account's user in a conversation with a customer. */
  peerUid: string | null;
};

/** Routes a message. `isAccount`: whether a user is on the account's side. Refuses channels without a customer. */
export function routeMessage(
  { fromUid, channelType, channelId }: Addressed,
  isAccount: (uid: string) => boolean,
): MessageRoute {
  const writer = isAccount(fromUid) ? null : fromUid;
  if (channelType !== CHANNEL_TYPES.person)
    return { sourceId: groupSourceId(channelType, channelId), customers: null, writer, peerUid: null };
  if (writer === null && isAccount(channelId))
    throw invalid(
      "channel_id: from_uid and channel_id are both on the account's side; one must be a customer",
    );
  if (writer === channelId) throw invalid("channel_id: must not be from_uid");
  if (writer === null) return { sourceId: channelId, customers: [channelId], writer, peerUid: fromUid };
  if (isAccount(channelId)) return { sourceId: writer, customers: [writer], writer, peerUid: channelId };
  const customers = [writer, channelId];
  return { sourceId: pairSourceId(writer, channelId), customers, writer, peerUid: null };
}

/** The names that a route may have, whichever side each user is on. */
export const namesIn = ({ fromUid, channelType, channelId }: Addressed): string[] =>
  channelType === CHANNEL_TYPES.person
    ? [fromUid, channelId, pairSourceId(fromUid, channelId)]
    : [fromUid, groupSourceId(channelType, channelId)];
