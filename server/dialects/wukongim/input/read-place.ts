import type { SenderContext, WukongimContext } from "@/server/dialects/wukongim/context";
import { namesIn, routeMessage } from "@/server/dialects/wukongim/messages/route-message";
import { findNamedPlaces, type NamedPlace, readNames } from "@/server/queries/wukongim/channels";

type Read = { uid: string; channelType: number; channelId: string };

/** A channel's conversation as a user reads it. */
export type ReadPlace = {
  conversationId: number;
  /** The contact that the user is; null = the account, or a user who never wrote or was written to. */
  contactId: number | null;
  lastHistoryNumber: number;
};

/** The conversation of a channel that a user reads, or null while there is none. */
export async function readPlace(
  c: SenderContext,
  { uid, channelType, channelId }: Read,
): Promise<ReadPlace | null> {
  const { services, caller, inboxId } = c.var;
  const addressed = { fromUid: uid, channelType, channelId };
  const of = { inboxId, names: namesIn(addressed) };
  const names = await readNames(services.database, caller.accountId, of);
  const { isAccount, places } = names;
  const { sourceId } = routeMessage(addressed, names);
  const place = places.get(sourceId);
  if (!place?.conversationId) return null;
  const reader: NamedPlace | undefined = isAccount(uid) ? undefined : places.get(uid);
  return {
    conversationId: place.conversationId,
    contactId: reader?.contactId ?? null,
    lastHistoryNumber: place.lastHistoryNumber,
  };
}

/** The customer that a user is, or null. */
export async function readCustomer(c: WukongimContext, uid: string): Promise<{ contactId: number } | null> {
  const { services, caller, inboxId } = c.var;
  const places = await findNamedPlaces(services.database, caller.accountId, { inboxId, sourceIds: [uid] });
  return places.get(uid) ?? null;
}
