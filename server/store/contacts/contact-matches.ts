import type { Db } from "@/server/store/_postgres/db";

/** Names by which a contact can be found. */
export type ReachedBy = { identifier: string | null; email: string | null; phone: string | null };

type Kind = keyof ReachedBy;
type Match = { kind: Kind; value: string; contactId: number; isAlias: boolean };

/** The matching contacts, and the names that matched only a merged contact. */
export type Matched = { contactIds: number[]; aliases: ReadonlySet<Kind> };

/**
 * The contacts that have one of these identifiers, emails (in any case) or phones; a merged contact leads to the contact
 * that it was merged into. Postgres alone decides which emails are the same. Indexes: contact_identifier, contact_email, contact_phone.
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
     select 'email', g.email, coalesce(c.merged_into_id, c.id), c.merged_into_id is not null
       from contact c join unnest($3::text[]) as g (email) on lower(g.email) = lower(c.email)
      where c.account_id = $1
        and c.id = any(array(select contact_ids_by_email($1, array(select lower(e) from unnest($3::text[]) as e))))
     union all
     select 'phone', phone, coalesce(merged_into_id, id), merged_into_id is not null from contact
      where account_id = $1 and phone = any($4::text[])`,
    [
      accountId,
      values(({ identifier }) => identifier),
      values(({ email }) => email),
      values(({ phone }) => phone),
    ],
  );
  const known = new Map(rows.map((match) => [`${match.kind} ${match.value}`, match]));
  return ({ identifier, email, phone }) => {
    const names = [`identifier ${identifier}`, `email ${email}`, `phone ${phone}`];
    const found = names.map((name) => known.get(name)).filter((match) => match !== undefined);
    return {
      contactIds: [...new Set(found.map(({ contactId }) => contactId))],
      aliases: new Set(found.filter(({ isAlias }) => isAlias).map(({ kind }) => kind)),
    };
  };
}

/**
 * The contacts that have one of these names and neither an email, a phone nor an identifier, by the names: one of each, or two where
 * there are several. Reads all contacts of the account.
 */
export async function findNamesAlone(
  db: Db,
  accountId: number,
  names: readonly string[],
): Promise<ReadonlyMap<string, number[]>> {
  if (names.length === 0) return new Map();
  const rows = await db.query<{ name: string; first: number; last: number }>(
    `select name, min(id) as first, max(id) as last from contact
      where account_id = $1 and name = any($2::text[]) and email is null and phone is null and identifier is null
        and merged_into_id is null and erased_at is null
      group by name`,
    [accountId, names],
  );
  return new Map(rows.map(({ name, first, last }) => [name, first === last ? [first] : [first, last]]));
}

/** These emails in lower case as Postgres writes it, by the emails: two with one key are the same. */
export async function readEmailKeys(db: Db, emails: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (emails.length === 0) return new Map();
  const rows = await db.query<{ email: string; key: string }>(
    "select e as email, lower(e) as key from unnest($1::text[]) as e",
    [emails],
  );
  return new Map(rows.map(({ email, key }) => [email, key]));
}
