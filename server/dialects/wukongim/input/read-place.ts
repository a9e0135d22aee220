import type { SenderContext, WukongimContext } from "@/server/dialects/wukongim/context";
import { namesIn, routeMessage } from "@/server/dialects/wukongim/messages/route-message";
import {
  findNamedPlaces,
  type NamedPlace,
  type Names,
  readNames,
} from "@/server/dialects/wukongim/queries/channels";

type Read = { uid: string; channelType: number; channelId: string };

/** A channel's conversation as a user reads it. */
export type ReadPlace = {
  conversationId: number;
  /** The contact that the user is; null = the account, or a user who never wrote or was written to. */
  contactId: number | null;
  lastHistoryNumber: number;
};

/** The conversation of a channel that a user reads, or null while there is none. */
export async function readPlace(c: SenderContext, read: Read): Promise<ReadPlace | null> {
  const [place = null] = await readPlaces(c, [read]);
  return place;
}

/** The same of several channels, in the given order. */
export async function readPlaces(c: SenderContext, reads: readonly Read[]): Promise<(ReadPlace | null)[]> {
  const { services, caller, inboxId } = c.var;
  const of = { inboxId, names: reads.flatMap((read) => namesIn(addressedOf(read))) };
  const names = await readNames(services.database, caller.accountId, of);
  return reads.map((read) => placeIn(names, read));
}

const addressedOf = ({ uid: fromUid, ...channel }: Read) => ({ fromUid, ...channel });

function placeIn(names: Names, read: Read): ReadPlace | null {
  const { isAccount, places } = names;
  const { sourceId } = routeMessage(addressedOf(read), names);
  const place = places.get(sourceId);
  if (!place?.conversationId) return null;
  const reader: NamedPlace | undefined = isAccount(read.uid) ? undefined : places.get(read.uid);
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
