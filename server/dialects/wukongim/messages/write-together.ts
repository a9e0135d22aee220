import type { Command } from "@/server/commands/_run/run";
import { type FoundArrival, receiveTogether } from "@/server/commands/messages/receive-together";
import type { Caller } from "@/server/contract/_shared/caller";
import { keepPayloads } from "@/server/dialects/wukongim/commands/keep-payloads";
import { WireError } from "@/server/dialects/wukongim/errors";
import { readPayload } from "@/server/dialects/wukongim/json/payload-text";
import {
  type NamedPlace,
  type Names,
  readNames,
  readWriterRights,
} from "@/server/dialects/wukongim/queries/channels";
import { whyRefused } from "./require-writer";
import { type Addressed, type MessageRoute, namesIn, routeMessage } from "./route-message";
import { clientIdOf, payloadOf, type Writing } from "./write-message";

/** A stored message, and whose request it is. */
export type Sent = Omit<Writing, "inboxId" | "route"> & { caller: Caller; operationId: string };

/**
 * Writes stored messages of one inbox in one transaction. Returns their ids; null stands for a message that
 * `writeMessage` has to write on its own: the account's, the first of a channel, a repeated or a refused one, and one that
 * changes its conversation's status. Nothing of it is written.
 */
export const writeTogether: Command<{ inboxId: number; all: readonly Sent[] }, (number | null)[]> = async (
  tx,
  { inboxId, all },
) => {
  const found = await findArrivals(tx, { inboxId, all });
  const list = [...found.values()];
  const received = list.length > 0 ? await receiveTogether(tx, { inboxId, arrivals: list }) : [];
  const ids = new Map<Sent, number>();
  const payloads = [...found.entries()].flatMap(([sent, { conversationId }], i) => {
    const messageId = received[i]?.id;
    if (messageId === undefined) return [];
    ids.set(sent, messageId);
    return [payloadOf(sent, { messageId, conversationId, expiresAt: null })];
  });
  await keepPayloads(tx, { payloads });
  return all.map((sent) => ids.get(sent) ?? null);
};

type Db = Parameters<typeof readNames>[0] & { caller: Caller };

/** Where the messages of customers arrive that may write to a channel which is there. */
async function findArrivals(
  db: Db,
  { inboxId, all }: { inboxId: number; all: readonly Sent[] },
): Promise<ReadonlyMap<Sent, FoundArrival>> {
  const { accountId } = db.caller;
  const names = all.flatMap(({ addressed }) => namesIn(addressed));
  const writers = all.map(({ addressed }) => ({ ...addressed, uid: addressed.fromUid }));
  const [known, rights] = await Promise.all([
    readNames(db, accountId, { inboxId, names }),
    readWriterRights(db, accountId, { inboxId, writers }),
  ]);
  const { places } = known;
  return new Map(
    all.flatMap((sent, i): [Sent, FoundArrival][] => {
      const route = routeOf(sent.addressed, known);
      const right = rights[i];
      if (!route?.writer || !right || whyRefused(sent.addressed.channelType, right, true)) return [];
      const arrival = arrivalOf(sent, {
        place: places.get(route.sourceId),
        writer: places.get(route.writer),
      });
      return arrival ? [[sent, arrival]] : [];
    }),
  );
}

/** Null where the route is refused: on its own the request is answered with the reason. */
function routeOf(addressed: Addressed, names: Names): MessageRoute | null {
  try {
    return routeMessage(addressed, names);
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}

/** Whether the writer is a member is seen under the lock. */
function arrivalOf(
  { caller, operationId, letter, delivery }: Sent,
  { place, writer }: { place: NamedPlace | undefined; writer: NamedPlace | undefined },
): FoundArrival | null {
  if (!place?.conversationId || !writer) return null;
  const { text: content } = readPayload(letter.payload);
  return {
    caller,
    operationId,
    conversationId: place.conversationId,
    contactId: place.contactId,
    fromContactId: writer.contactId,
    content,
    clientId: clientIdOf(letter),
    countsUnread: delivery.countsUnread,
  };
}
