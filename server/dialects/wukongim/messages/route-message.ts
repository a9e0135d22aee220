import { CHANNEL_TYPES } from "@/server/dialects/wukongim/domain/channel";
import { invalid, refusedFor } from "@/server/dialects/wukongim/errors";
import { groupSourceId, pairSourceId, visitorOf } from "@/server/dialects/wukongim/input/channel-ids";
import { ID_MESSAGE, isPlainId } from "@/server/dialects/wukongim/input/fields";
import type { Names } from "@/server/dialects/wukongim/queries/channels";

/** Who writes to which channel, as a request names it. */
export type Addressed = { fromUid: string; channelType: number; channelId: string };

/** Where a message belongs, by the name of its channel in the inbox. */
export type MessageRoute = {
  sourceId: string;
  /** Absent: a group, which must exist. Else the customers of the channel: one, or a pair. */
  customers: readonly string[] | null;
  /** The customer who writes; null = the account. */
  writer: string | null;
  /** The account's user in a conversation with a customer, or the name of the visitor's channel. */
  peerUid: string | null;
};

/** Routes a message. Refuses channels without a customer. */
export function routeMessage(addressed: Addressed, { isAccount, places }: Names): MessageRoute {
  const { fromUid, channelType, channelId } = addressed;
  const writer = isAccount(fromUid) ? null : fromUid;
  if (channelType !== CHANNEL_TYPES.person) {
    const sourceId = groupSourceId(channelType, channelId);
    const visitor = visitorOf(channelType, channelId);
    // One that was created as a group before visitors' channels were their conversations stays one.
    if (visitor === null || places.has(sourceId)) return { sourceId, customers: null, writer, peerUid: null };
    return routeToVisitor({ visitor, writer, name: sourceId }, isAccount);
  }
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

/** A visitor's channel is their conversation with the account, which is on it without being added. */
function routeToVisitor(
  { visitor, writer, name }: { visitor: string; writer: string | null; name: string },
  isAccount: Names["isAccount"],
): MessageRoute {
  if (visitor === "" || !isPlainId(visitor)) throw invalid(`channel_id: ${ID_MESSAGE}`);
  if (isAccount(visitor)) throw invalid("channel_id: must be the uid of a customer");
  if (writer !== null && writer !== visitor) throw refusedFor("notSubscriber");
  return { sourceId: visitor, customers: [visitor], writer, peerUid: name };
}

/** The names that a route may have, whichever side each user is on. */
export function namesIn({ fromUid, channelType, channelId }: Addressed): string[] {
  if (channelType === CHANNEL_TYPES.person) return [fromUid, channelId, pairSourceId(fromUid, channelId)];
  const visitor = visitorOf(channelType, channelId);
  return [fromUid, groupSourceId(channelType, channelId), ...(visitor === null ? [] : [visitor])];
}
