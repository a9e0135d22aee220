import type { Cause, ContactDto } from "@/server/contract/_shared/dto";
import { onOneLine } from "@/server/contract/_shared/fields";
import { Refusal } from "@/server/contract/_shared/refusal";
import { CONTACT_FACETS, MERGED } from "@/server/domain/contact/undo-contact";
import { type Db, one } from "@/server/store/_postgres/db";
import { refuseTaken, type Taken } from "@/server/store/_postgres/refuse-taken";
import { statement } from "@/server/store/_postgres/statement";
import {
  asStored,
  limitAttributes,
  namesOf,
  parameters,
  rowsById,
  select,
} from "@/server/store/_rows/columns";
import { dialectData } from "@/server/store/deletions/dialect-data";
import type { NewContact } from "@/server/store/events/batch/write-batch";
import { takeId } from "@/server/store/events/drawn-ids";
import { recordEvent } from "@/server/store/events/record-event";
import {
  type Changes,
  type ConversationKey,
  differences,
  sendAhead,
  type Tx,
} from "@/server/store/events/tx";
import {
  CONTACT_COLUMNS,
  CONTACT_GIVEN,
  type ContactRow,
  contactDefaults,
  toContactFields,
} from "@/server/store/generated/rows";
import { keepReplaced } from "./contact-changes";

export { CONTACT_COLUMNS, type ContactRow } from "@/server/store/generated/rows";

export const toContactDto = (row: ContactRow): ContactDto => {
  const dto: ContactDto = toContactFields(row);
  if (row.isGroup) dto.isGroup = true;
  return dto;
};

/** The fields of a contact that a caller may set. */
export type ContactFields = Pick<ContactRow, (typeof CONTACT_GIVEN)[number]>;

/** Contacts of an account by id, those too that are merged or erased. */
export const readContacts = rowsById<ContactRow>("contact", CONTACT_COLUMNS);

const GIVEN_COLUMNS = namesOf(CONTACT_COLUMNS, CONTACT_GIVEN);

const TAKEN: Taken = {
  contact_email: { code: "contact.taken", field: "email" },
  contact_phone: { code: "contact.taken", field: "phone" },
  contact_identifier: { code: "contact.taken", field: "identifier" },
};

const values = (fields: ContactFields) => CONTACT_GIVEN.map((name) => fields[name]);

const INSERT = statement(`
  insert into contact (account_id, created_at, updated_at, created_by_token_id, id, ${GIVEN_COLUMNS.join(", ")})
  values ($1, $2, $2, $3, $4, ${parameters(CONTACT_GIVEN, 5)})`);

const UPDATE = `
  update contact set version = version + 1, updated_at = $4,
         ${GIVEN_COLUMNS.map((column, i) => `${column} = $${i + 5}`).join(", ")},
         merged_into_id = $${CONTACT_GIVEN.length + 5}
   where account_id = $1 and id = $2 and version = $3 returning ${select(CONTACT_COLUMNS)}`;

/** Resets every field to the state of a contact without information. */
const ERASE = `
  update contact set version = version + 1, updated_at = $4, erased_at = $4, name = '',
         ${GIVEN_COLUMNS.filter((column) => column !== "name")
           .map((column) => `${column} = default`)
           .join(", ")}
   where account_id = $1 and id = $2 and version = $3 returning ${select(CONTACT_COLUMNS)}`;

const INSERT_ALL = statement(`
  insert into contact (account_id, created_at, updated_at, created_by_token_id, id, ${GIVEN_COLUMNS.join(", ")})
  select $1, $2, $2, created_by_token_id, id, ${GIVEN_COLUMNS.join(", ")} from jsonb_populate_recordset(null::contact, $3::jsonb)`);

/** Inserts new contacts of a batch. */
export async function insertContacts(tx: Tx, contacts: readonly NewContact[]): Promise<void> {
  const rows = contacts.map(({ row, createdByTokenId }) => ({
    id: row.id,
    created_by_token_id: createdByTokenId,
    ...Object.fromEntries(CONTACT_GIVEN.map((name, i) => [GIVEN_COLUMNS[i], row[name]])),
  }));
  await tx.query(INSERT_ALL, [tx.caller.accountId, tx.now, JSON.stringify(rows)]);
}

/**
 * Creates a contact, within the reach of the token that does it; refuses attributes beyond the limits. A name is stored on one line,
 * not refused: messages come with the names that customers gave themselves. Does not wait for Postgres, as the row is known: `contact.taken`
 * with the field is refused at the commit, or by the next statement that is awaited, as `refusalOf`.
 */
export async function insertContact(tx: Tx, wanted: ContactFields, refusalOf = Refusal): Promise<ContactRow> {
  const fields = { ...wanted, name: onOneLine(wanted.name) };
  limitAttributes({}, fields);
  const { accountId, contactScope } = tx.caller;
  const id = await takeId(tx, "contact");
  const row: ContactRow = {
    ...contactDefaults(),
    ...fields,
    customAttributes: asStored(fields.customAttributes),
    additionalAttributes: asStored(fields.additionalAttributes),
    id,
    createdAt: tx.now,
    updatedAt: tx.now,
  };
  const createdByTokenId = contactScope?.tokenId ?? null;
  const given = [accountId, tx.now, createdByTokenId, id, ...values(fields)];
  if (tx.batch) tx.batch.contacts.push({ row, createdByTokenId });
  else sendAhead(tx, refuseTaken(TAKEN, tx.query(INSERT, given), refusalOf));
  record(tx, "contact.created", row, {});
  return row;
}

/**
 * Saves changed fields (compare-and-set by version) and records `contact.updated`, or `contact.merged` where it was
 * merged; nothing changed → no event. Refuses attributes beyond the limits, except in an undo. Stores the earlier
 * values for undo; `by` says when it cannot be undone.
 */
export async function saveContact(
  tx: Tx,
  before: ContactRow,
  fields: Partial<ContactFields & Pick<ContactRow, "mergedIntoId">>,
  by?: "undo" | "merge",
): Promise<ContactRow> {
  const after = { ...before, ...fields, ...(fields.name !== undefined && { name: onOneLine(fields.name) }) };
  const changes = differences(before, after);
  if (Object.keys(changes).length === 0) return before;
  if (by !== "undo") limitAttributes(before, after);
  const row = one(
    await refuseTaken(
      TAKEN,
      tx.query<ContactRow>(UPDATE, [
        tx.caller.accountId,
        before.id,
        before.version,
        tx.now,
        ...values(after),
        after.mergedIntoId,
      ]),
    ),
  );
  if (by !== "undo") await keepReplaced(tx, before.id, replacedBy(changes, before, by));
  const type = "mergedIntoId" in changes ? "contact.merged" : "contact.updated";
  record(tx, type, row, changes, by === "undo" ? { rule: "undo" } : null);
  return row;
}

/** Marks a change that cannot be undone. */
function replacedBy(changes: Changes, before: ContactRow, by: "merge" | undefined) {
  const fields = CONTACT_FACETS.filter((facet) => facet in changes);
  const mark = by === "merge" ? [{ facet: MERGED, before: null } as const] : [];
  return [...fields.map((facet) => ({ facet, before: before[facet] })), ...mark];
}

/**
 * Locks a contact, or null: against other writers, and against two messages choosing its conversation at the same time.
 * A merged one leads to the contact that it was merged into: use the row's id from then on.
 */
export async function lockContact(tx: Tx, contactId: number): Promise<ContactRow | null> {
  const [row] = await lockContacts(tx, [contactId]);
  return row?.mergedIntoId ? lockContact(tx, row.mergedIntoId) : (row ?? null);
}

/**
 * Locks the contact of a conversation, by its key, before the conversation is locked; null as in `lockContact`. A merge may move the
 * conversation to another contact meanwhile: compare them.
 */
export async function lockContactOf(tx: Tx, { column, key }: ConversationKey): Promise<ContactRow | null> {
  const { accountId } = tx.caller;
  const [row] = await tx.atLock(`contact of conversation ${accountId} ${column} ${key}`, () =>
    tx.query<ContactRow>(LOCK_OF[column], [accountId, key]),
  );
  return row ?? null;
}

const lockOfText = (column: string) => `
  select ${select(CONTACT_COLUMNS)} from contact
   where account_id = $1 and erased_at is null and id = (
     select contact_id from conversation where account_id = $1 and ${column} = $2 and lifecycle <> 'purged')
   for no key update`;

const LOCK_OF = { id: statement(lockOfText("id")), display_id: statement(lockOfText("display_id")) } as const;

/** The contact with this identifier, or null. Index: contact_identifier. */
export async function findByIdentifier(tx: Tx, identifier: string): Promise<number | null> {
  const [row] = await tx.query<{ id: number }>(
    "select id from contact where account_id = $1 and identifier = $2",
    [tx.caller.accountId, identifier],
  );
  return row?.id ?? null;
}

/** Locks contacts in ascending order of id, merged ones as they are. */
export const lockContacts = (tx: Tx, contactIds: readonly number[]): Promise<ContactRow[]> =>
  tx.atLock(`contact ${tx.caller.accountId} ${contactIds.join()}`, () =>
    tx.query<ContactRow>(LOCK, [tx.caller.accountId, contactIds]),
  );

/** Order: id, which is the order of locks. Index: contact_pkey. */
const LOCK = statement(
  `select ${select(CONTACT_COLUMNS)} from contact
    where account_id = $1 and erased_at is null and id = any($2::bigint[])
    order by id for no key update`,
);

/** Permanently clears all current and earlier fields and channel names of a locked contact; records `contact.erased`. */
export async function saveErased(tx: Tx, before: ContactRow): Promise<void> {
  const row = one(
    await tx.query<ContactRow>(ERASE, [tx.caller.accountId, before.id, before.version, tx.now]),
  );
  for (const kept of dialectData()) await kept.eraseContact(tx, before.id);
  for (const table of ["contact_inbox", "contact_change"] as const)
    await tx.query(`delete from ${table} where account_id = $1 and contact_id = $2`, [
      tx.caller.accountId,
      before.id,
    ]);
  record(tx, "contact.erased", row, {});
}

/** A contact, or the one that it was merged into. */
export async function findContact(db: Db, accountId: number, contactId: number): Promise<ContactDto | null> {
  const rows = await db.query<ContactRow>(
    `select ${select(CONTACT_COLUMNS)} from contact where account_id = $1 and erased_at is null and id = (select coalesce(
       (select merged_into_id from contact where account_id = $1 and id = $2), $2))`,
    [accountId, contactId],
  );
  return rows[0] ? toContactDto(rows[0]) : null;
}

function record(
  tx: Tx,
  type: "contact.created" | "contact.erased" | "contact.merged" | "contact.updated",
  row: ContactRow,
  changes: Changes,
  cause: Cause | null = null,
): void {
  const dto = toContactDto(row);
  for (const [conversationId, known] of tx.preloaded)
    if (known.contact.id === dto.id) tx.preloaded.set(conversationId, { ...known, contact: dto });
  recordEvent(tx, { type, cause, resource: "contact", dto, changes });
}
