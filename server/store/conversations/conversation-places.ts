import { maySee } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { statement, statementForms } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import type { ConversationRef } from "./conversations";

/** A conversation's contact and inbox. A move changes the inbox, a merge of contacts changes the contact. */
export type ConversationPlace = { id: number; contactId: number; inboxId: number };

/** A conversation's place, without a lock: the contact is locked before the conversation. Null as in `lockConversation`. */
export const findConversationPlace = (tx: Tx, ref: ConversationRef) => findPlace(tx, ref, "");

/** The same with a shared lock: the conversation is not purged before this transaction ends. */
export const shareConversation = (tx: Tx, ref: ConversationRef) => findPlace(tx, ref, "for share");

const form = statementForms(4); // by the key and the lock

async function findPlace(
  tx: Tx,
  ref: ConversationRef,
  lock: "" | "for share",
): Promise<ConversationPlace | null> {
  const [column, key] = "displayId" in ref ? ["display_id", ref.displayId] : ["id", ref.conversationId];
  const find = () =>
    tx.query<ConversationPlace>(
      form(`select id, contact_id as "contactId", inbox_id as "inboxId" from conversation
        where account_id = $1 and ${column} = $2 and lifecycle <> 'purged' ${lock}`),
      [tx.caller.accountId, key],
    );
  const row = `conversation ${tx.caller.accountId} ${column} ${key}`;
  const [found] = await (lock === "" ? find() : tx.atLock(row, find));
  return found && maySee(tx.caller, found) ? found : null;
}

const ALL = statement(
  `select id, contact_id as "contactId", inbox_id as "inboxId" from conversation
    where account_id = $1 and id = any($2::bigint[]) and lifecycle <> 'purged'`,
);

/** These conversations' places, without a lock; those that the caller may not see are left out. Index: conversation_pkey. */
export async function findConversationPlaces(tx: Tx, ids: readonly number[]): Promise<ConversationPlace[]> {
  const rows = await tx.query<ConversationPlace>(ALL, [tx.caller.accountId, ids]);
  return rows.filter((row) => maySee(tx.caller, row));
}

export type DisplayedPlace = { displayId: number; inboxId: number };

/** The inboxes of these conversations; unknown and purged ones are left out. Index: conversation_display. */
export function listDisplayedPlaces(
  db: Db,
  accountId: number,
  displayIds: readonly number[],
): Promise<DisplayedPlace[]> {
  return db.query<DisplayedPlace>(
    `select display_id as "displayId", inbox_id as "inboxId" from conversation
      where account_id = $1 and display_id = any($2::bigint[]) and lifecycle <> 'purged'`,
    [accountId, displayIds],
  );
}

const BY_ID = statement(`
  select id as "conversationId" from conversation where account_id = $1 and id = $2 and lifecycle <> 'purged'`);

/** Whether there is a conversation with this id: itself, or null. Checks no rights. Index: conversation_pkey. */
export async function findConversation(
  db: Db,
  accountId: number,
  conversationId: number,
): Promise<{ conversationId: number } | null> {
  const [found] = await db.query<{ conversationId: number }>(BY_ID, [accountId, conversationId]);
  return found ?? null;
}
