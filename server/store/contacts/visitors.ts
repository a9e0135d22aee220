import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import { isPurged, purgedVisitorsKey } from "@/server/store/messages/purged-sources";

/**
 * A visitor of an inbox: the link with their source id. `isIdentified`: the inbox's own site has signed who they are, so all that
 * the contact has in the inbox is theirs; else only what began under this link.
 */
export type VisitorLink = {
  id: number;
  contactId: number;
  inboxId: number;
  sourceId: string;
  isIdentified: boolean;
};

const FIND = statement(`
  select id, contact_id as "contactId", inbox_id as "inboxId", source_id as "sourceId",
         made_by = 'identified_visitor' as "isIdentified"
    from contact_inbox
   where account_id = $1 and inbox_id = $2 and source_id = $3 and made_by <> 'channel'`);

/** The visitor with this source id, or null: names that come from channels open nothing. Index: contact_inbox_source. */
export async function findVisitor(
  db: Db,
  accountId: number,
  { inboxId, sourceId }: { inboxId: number; sourceId: string },
): Promise<VisitorLink | null> {
  const [row] = await db.query<VisitorLink>(FIND, [accountId, inboxId, sourceId]);
  return row ?? null;
}

/** SQL: whether conversation `c` is a visitor's. $1: account; `valuesOfVisitor` are $2 to $5. */
export const IS_VISITORS =
  "c.account_id = $1 and c.contact_id = $2 and c.inbox_id = $3 and ($5 or c.contact_inbox_id = $4)";

export const valuesOfVisitor = ({ contactId, inboxId, id, isIdentified }: VisitorLink): unknown[] => [
  contactId,
  inboxId,
  id,
  isIdentified,
];

const NEWEST = statement(`
  select c.id from conversation c
   where ${IS_VISITORS} and c.lifecycle = 'live' and ($6 or c.status <> 'resolved')
   order by c.status <> 'resolved' desc, c.id desc limit 1`);

/**
 * The conversation for a visitor's message that names none: the newest live one that is not resolved; of `orResolved` else the
 * newest. Null: there is none. Index: conversation_by_contact.
 */
export async function findVisitorsNewest(
  tx: Tx,
  visitor: VisitorLink,
  { orResolved }: { orResolved: boolean },
): Promise<number | null> {
  const values = [tx.caller.accountId, ...valuesOfVisitor(visitor), orResolved];
  const [row] = await tx.query<{ id: number }>(NEWEST, values);
  return row?.id ?? null;
}

const OWN = statement(
  `select c.id from conversation c where ${IS_VISITORS} and c.lifecycle <> 'purged' and c.id = $6`,
);

/** Whether a conversation is the visitor's, in the trash or not. Index: conversation_pkey. */
export async function isVisitors(tx: Tx, visitor: VisitorLink, conversationId: number): Promise<boolean> {
  const values = [tx.caller.accountId, ...valuesOfVisitor(visitor), conversationId];
  return (await tx.query(OWN, values)).length > 0;
}

const WRITTEN = statement(`
  (select c.id, false as "isPurged" from conversation c
    join message m on m.account_id = c.account_id and m.conversation_id = c.id and m.client_id = $6 and m.direction = 'in'
    where ${IS_VISITORS} and c.lifecycle <> 'purged' order by m.id limit 1)
   union all
  select null, true where ${isPurged("$3", purgedVisitorsKey("$6::text"))}
   order by "isPurged" limit 1`);

/**
 * The visitor's conversation that has their message with this client id, or null; "purged": it was deleted permanently. Hold the
 * contact's lock: it excludes another request with the same message. Indexes: conversation_by_contact, message_client, purged_source_pkey.
 */
export async function findWrittenPlace(
  tx: Tx,
  visitor: VisitorLink,
  clientId: string,
): Promise<number | "purged" | null> {
  const values = [tx.caller.accountId, ...valuesOfVisitor(visitor), clientId];
  const [row] = await tx.query<{ id: number; isPurged: boolean }>(WRITTEN, values);
  return row?.isPurged ? "purged" : (row?.id ?? null);
}
