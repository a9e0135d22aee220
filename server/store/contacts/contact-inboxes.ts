import { randomUUID } from "node:crypto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { constraintOf, one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { dialectData } from "@/server/store/deletions/dialect-data";
import { takeId } from "@/server/store/events/drawn-ids";
import { sendAhead, type Tx } from "@/server/store/events/tx";

export type ContactInboxRow = { id: number; contactId: number; inboxId: number; sourceId: string };

/** Who made a link: a channel or member; a visitor, who proves nothing; or a visitor whose identifier was signed. */
export type LinkMaker = "channel" | "visitor" | "identified_visitor";

const COLUMNS = `id, contact_id as "contactId", inbox_id as "inboxId", source_id as "sourceId"`;

/** Of a contact's links in an inbox, the one that is used: a visitor proves nothing, so theirs comes last. */
export const FIRST_LINK = "order by made_by = 'visitor', id limit 1";

/** Moves one contact's channel names to another contact. No event: no DTO contains them. */
export async function moveLinks(tx: Tx, from: number, to: number): Promise<void> {
  await tx.query("update contact_inbox set contact_id = $3 where account_id = $1 and contact_id = $2", [
    tx.caller.accountId,
    from,
    to,
  ]);
}

type NewLink = Pick<ContactInboxRow, "contactId" | "inboxId"> & {
  sourceId: string | null;
  /** A source id that another contact has stays theirs: this one is linked as without one. */
  yields?: boolean;
};

/**
 * The contact's name in an inbox; created on first use. Refuses a source id that another contact has. Without a source id, an
 * integration does not get a link that a visitor made: whoever claims to be the contact would read the conversation.
 */
export async function linkContact(
  tx: Tx,
  { contactId, inboxId, sourceId, yields = false }: NewLink,
): Promise<ContactInboxRow> {
  if (sourceId === null) {
    const [known] = await tx.query<ContactInboxRow>(
      `select ${COLUMNS} from contact_inbox
        where account_id = $1 and contact_id = $2 and inbox_id = $3 and ($4 or made_by <> 'visitor')
        ${FIRST_LINK}`,
      [tx.caller.accountId, contactId, inboxId, tx.caller.via === "ui"],
    );
    if (known) return known;
  }
  const row = one(
    await tx.query<ContactInboxRow>(
      `insert into contact_inbox (account_id, contact_id, inbox_id, source_id, created_at)
       values ($1, $2, $3, $4, $5)
       on conflict (account_id, inbox_id, source_id) do update set source_id = excluded.source_id
       returning ${COLUMNS}`,
      [tx.caller.accountId, contactId, inboxId, sourceId ?? randomUUID(), tx.now],
    ),
  );
  if (row.contactId === contactId) return row;
  if (yields) return linkContact(tx, { contactId, inboxId, sourceId: null });
  throw new Refusal("source_id.taken", { field: "sourceId" });
}

const INSERT = statement(`
  insert into contact_inbox (account_id, id, contact_id, inbox_id, source_id, created_at)
  values ($1, $2, $3, $4, $5, $6)`);

const INSERT_ALL = statement(`
  insert into contact_inbox (account_id, created_at, id, contact_id, inbox_id, source_id)
  select $1, $2, link.* from unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::text[]) as link`);

/** Inserts the first links of new contacts of a batch. */
export async function insertLinks(tx: Tx, links: readonly ContactInboxRow[]): Promise<void> {
  await tx.query(INSERT_ALL, [
    tx.caller.accountId,
    tx.now,
    links.map(({ id }) => id),
    links.map(({ contactId }) => contactId),
    links.map(({ inboxId }) => inboxId),
    links.map(({ sourceId }) => sourceId),
  ]);
}

/**
 * The first link of a contact that this transaction creates. Refuses as `linkContact`, but without waiting for Postgres, and as
 * `refusalOf`.
 */
export async function linkNewContact(
  tx: Tx,
  { contactId, inboxId, sourceId }: NewLink,
  refusalOf = Refusal,
): Promise<ContactInboxRow> {
  const row = {
    id: await takeId(tx, "contact_inbox"),
    contactId,
    inboxId,
    sourceId: sourceId ?? randomUUID(),
  };
  if (tx.batch) {
    tx.batch.links.push(row);
    return row;
  }
  const values = [tx.caller.accountId, row.id, contactId, inboxId, row.sourceId, tx.now];
  const refuse = (error: unknown) => refuseKnown(error, refusalOf);
  sendAhead(tx, tx.query(INSERT, values).catch(refuse));
  return row;
}

/** Refuses a name that another contact has in the inbox. */
function refuseKnown(error: unknown, refusalOf: typeof Refusal): never {
  const isKnown = constraintOf(error) === "contact_inbox_source";
  throw isKnown ? new refusalOf("source_id.taken", { field: "sourceId" }) : error;
}

/** Gives a visitor a name of their own in an inbox, as good as a secret. */
export async function linkVisitor(
  tx: Tx,
  link: { contactId: number; inboxId: number; sourceId: string; madeBy: Exclude<LinkMaker, "channel"> },
): Promise<void> {
  const { contactId, inboxId, sourceId, madeBy } = link;
  await tx.query(
    `insert into contact_inbox (account_id, contact_id, inbox_id, source_id, made_by, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [tx.caller.accountId, contactId, inboxId, sourceId, madeBy, tx.now],
  );
}

/** How many of these contacts are known in one of these inboxes. Index: contact_inbox_contact. */
export async function countContactsIn(
  tx: Tx,
  contactIds: readonly number[],
  inboxIds: readonly number[],
): Promise<number> {
  const rows = await tx.query<{ contactId: number }>(
    `select distinct contact_id as "contactId" from contact_inbox
      where account_id = $1 and contact_id = any($2::bigint[]) and inbox_id = any($3::bigint[])`,
    [tx.caller.accountId, contactIds, inboxIds],
  );
  return rows.length;
}

/**
 * Frees the names of groups whose conversations are deleted permanently: another group may be created under them. What
 * dialects keep of the groups goes with them. Other contacts keep their names. Index: contact_inbox_contact.
 */
export async function freeGroupNames(tx: Tx, contactIds: readonly number[]): Promise<void> {
  for (const kept of dialectData()) await kept.forgetGroups(tx, contactIds);
  await tx.query(
    `delete from contact_inbox l using contact t
      where l.account_id = $1 and l.contact_id = any($2::bigint[])
        and t.account_id = l.account_id and t.id = l.contact_id and t.is_group`,
    [tx.caller.accountId, contactIds],
  );
}
