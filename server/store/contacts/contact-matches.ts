import type { PastContactChange } from "@/server/domain/contact/undo-contact";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** Names by which a contact can be found. */
export type ReachedBy = { identifier: string | null; email: string | null; phone: string | null };

type Kind = keyof ReachedBy;
type Match = { kind: Kind; value: string; contactId: number; isAlias: boolean };

/** The matching contacts, and the names that matched only a merged contact. */
export type Matched = { contactIds: number[]; aliases: ReadonlySet<Kind> };

/**
 * The contacts that have one of these identifiers, e-mails (in any case) or phones; a merged contact leads to the contact
 * that it was merged into. Indexes: contact_identifier, contact_email, contact_phone.
 */
export async function findMatches(
  db: Db,
  accountId: number,
  all: readonly ReachedBy[],
): Promise<(reached: ReachedBy) => Matched> {
  const values = (pick: (reached: ReachedBy) => string | null) =>
    all.map(pick).filter((value): value is string => value !== null);
  const rows = await db.query<Match>(
    `select 'identifier' as kind, identifier as value, coalesce(merged_into_id, id) as "contactId",
            merged_into_id is not null as "isAlias" from contact
      where account_id = $1 and identifier = any($2::text[])
     union all
     select 'email', lower(email), coalesce(merged_into_id, id), merged_into_id is not null from contact
      where account_id = $1 and id = any(array(select contact_ids_by_email($1, $3::text[])))
     union all
     select 'phone', phone, coalesce(merged_into_id, id), merged_into_id is not null from contact
      where account_id = $1 and phone = any($4::text[])`,
    [
      accountId,
      values(({ identifier }) => identifier),
      values(({ email }) => email?.toLowerCase() ?? null),
      values(({ phone }) => phone),
    ],
  );
  const known = new Map(rows.map((match) => [`${match.kind} ${match.value}`, match]));
  return ({ identifier, email, phone }) => {
    const names = [`identifier ${identifier}`, `email ${email?.toLowerCase()}`, `phone ${phone}`];
    const found = names.map((name) => known.get(name)).filter((match) => match !== undefined);
    return {
      contactIds: [...new Set(found.map(({ contactId }) => contactId))],
      aliases: new Set(found.filter(({ isAlias }) => isAlias).map(({ kind }) => kind)),
    };
  };
}

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
