import type { Caller, ContactScope } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** The parameters of a statement that have a scope: of `inboxIds` and of `tokenId`. */
type Parameters = { inboxIds: string; tokenId: string };

/**
 * SQL: whether a scope has the contact of a row with this alias. `offset 0` keeps the look-up by index for each row: as a join Postgres
 * may read all names of an inbox. $1: account. Index: contact_inbox_contact.
 */
export const isInScope = (contact: string, { inboxIds, tokenId }: Parameters): string =>
  `(${contact}.created_by_token_id = ${tokenId} or exists (
     select 1 from contact_inbox l
      where l.account_id = $1 and l.contact_id = ${contact}.id and l.inbox_id = any(${inboxIds}::bigint[]) offset 0))`;

/** SQL: the ids of all contacts of a scope, some of them twice. $1: account. Indexes: contact_inbox_list, contact_created_by_token. */
export const idsInScope = ({ inboxIds, tokenId }: Parameters): string =>
  `select contact_id from contact_inbox where account_id = $1 and inbox_id = any(${inboxIds}::bigint[])
    union all
   select id from contact where account_id = $1 and created_by_token_id = ${tokenId}`;

/** The values of a scope's parameters; null = all contacts. */
export const valuesOfScope = (
  scope: ContactScope | undefined,
): [inboxIds: readonly number[] | null, tokenId: number | null] => [
  scope?.inboxIds ?? null,
  scope?.tokenId ?? null,
];

/** Those of these contacts that the caller reaches: all without a scope. One statement by index, whatever their number. */
export async function findReached(
  db: Db,
  { accountId, contactScope }: Pick<Caller, "accountId" | "contactScope">,
  contactIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (!contactScope || contactIds.length === 0) return new Set(contactIds);
  const rows = await db.query<{ id: number }>(
    `select c.id from contact c
      where c.account_id = $1 and c.id = any($2::bigint[]) and ${isInScope("c", { inboxIds: "$3", tokenId: "$4" })}`,
    [accountId, contactIds, ...valuesOfScope(contactScope)],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * A contact that the caller's token created stays within its reach when it is merged into another, as its names in inboxes do. Makes
 * no event: no DTO says who created a contact.
 */
export async function keepCreator(tx: Tx, from: number, to: number): Promise<void> {
  await tx.query(
    `update contact c set created_by_token_id = o.created_by_token_id from contact o
      where c.account_id = $1 and c.id = $3 and c.created_by_token_id is null
        and o.account_id = $1 and o.id = $2 and o.created_by_token_id is not null`,
    [tx.caller.accountId, from, to],
  );
}
