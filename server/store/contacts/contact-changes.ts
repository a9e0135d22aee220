import type { PastContactChange } from "@/server/domain/contact/undo-contact";
import type { Tx } from "@/server/store/events/tx";

/** How long a change of a contact or a conversation can be undone. */
export const CHANGE_DAYS = 30;

type Replaced = Omit<PastContactChange, "isSuperseded">;

/** Stores what a saved change of a contact replaced, field by field; for `saveContact`. */
export async function keepReplaced(tx: Tx, contactId: number, replaced: readonly Replaced[]): Promise<void> {
  if (replaced.length === 0) return;
  await tx.query(
    `insert into contact_change (account_id, contact_id, facet, before, operation_id, at)
     select $1, $2, facet, before::jsonb, $3, $4 from unnest($5::text[], $6::text[]) as change (facet, before)`,
    [
      tx.caller.accountId,
      contactId,
      tx.operationId,
      tx.now,
      replaced.map(({ facet }) => facet),
      replaced.map(({ before }) => JSON.stringify(before)),
    ],
  );
}

type ChangesOf = { contactId: number; operationId: string };

/**
 * What an operation changed of a locked contact: each field once, with its earlier value and whether it has changed
 * since. Reads only this contact's changes (primary key).
 */
export const findChangesOf = (tx: Tx, { contactId, operationId }: ChangesOf): Promise<PastContactChange[]> =>
  tx.query<PastContactChange>(
    `select distinct on (c.facet) c.facet, c.before,
            c.is_undone or exists (select 1 from contact_change n
                     where n.account_id = $1 and n.contact_id = $2 and n.id > c.id
                       and n.facet = c.facet and n.operation_id <> $3 and not n.is_undone) as "isSuperseded"
       from contact_change c
      where c.account_id = $1 and c.contact_id = $2 and c.operation_id = $3
      order by c.facet, c.id`,
    [tx.caller.accountId, contactId, operationId],
  );

/** Marks changes as undone: they are not undone again, and earlier changes of the same fields can be undone. */
export async function markUndone(tx: Tx, { contactId, operationId }: ChangesOf): Promise<void> {
  await tx.query(
    `update contact_change set is_undone = true
      where account_id = $1 and contact_id = $2 and operation_id = $3`,
    [tx.caller.accountId, contactId, operationId],
  );
}
