import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** How a user's client shows a conversation. */
export type Place = {
  conversationId: number;
  /** Whom the user sees on the other side; null = the account. */
  peerUid: string | null;
  /** Not listed until the history has a greater number. */
  hiddenNumber: number | null;
  /** The unread count that was set when the history ended with `unreadAtNumber`. */
  unreadSet: number | null;
  unreadAtNumber: number | null;
  updatedAt: Date;
};

type PlaceChange = Partial<Pick<Place, "peerUid" | "hiddenNumber" | "unreadSet" | "unreadAtNumber">>;

/** Saves the given fields of a user's place in a conversation; others stay. */
export async function putPlace(
  tx: Tx,
  { contactId, conversationId }: { contactId: number; conversationId: number },
  { peerUid, hiddenNumber, unreadSet, unreadAtNumber }: PlaceChange,
): Promise<void> {
  const isGiven = (value: unknown) => value !== undefined;
  await tx.query(
    `insert into wukongim_place as p (account_id, contact_id, conversation_id, peer_uid, hidden_number, unread_set,
                                      unread_at_number, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (account_id, contact_id, conversation_id) do update set
       peer_uid = case when $9 then excluded.peer_uid else p.peer_uid end,
       hidden_number = case when $10 then excluded.hidden_number else p.hidden_number end,
       unread_set = case when $11 then excluded.unread_set else p.unread_set end,
       unread_at_number = case when $11 then excluded.unread_at_number else p.unread_at_number end,
       updated_at = excluded.updated_at`,
    [
      tx.caller.accountId,
      contactId,
      conversationId,
      peerUid ?? null,
      hiddenNumber ?? null,
      unreadSet ?? null,
      unreadAtNumber ?? null,
      tx.now,
      isGiven(peerUid),
      isGiven(hiddenNumber),
      isGiven(unreadSet),
    ],
  );
}

/** The places of a contact in conversations. Index: wukongim_place_pkey. */
export const findPlaces = (
  db: Db,
  accountId: number,
  { contactId, conversationIds }: { contactId: number; conversationIds: readonly number[] },
): Promise<Place[]> =>
  db.query<Place>(
    `select conversation_id as "conversationId", peer_uid as "peerUid", hidden_number as "hiddenNumber",
            unread_set as "unreadSet", unread_at_number as "unreadAtNumber", updated_at as "updatedAt"
       from wukongim_place
      where account_id = $1 and contact_id = $2 and conversation_id = any($3::bigint[])`,
    [accountId, contactId, conversationIds],
  );
