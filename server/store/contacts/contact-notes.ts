import type { ContactNoteDto } from "@/server/contract/contact/contact-note";
import type { EventType } from "@/server/contract/event/event";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { lockRow } from "@/server/store/_rows/lock-row";
import { recordEvent } from "@/server/store/events/record-event";
import type { Changes, Tx } from "@/server/store/events/tx";
import {
  CONTACT_NOTE_COLUMNS,
  type ContactNoteRow,
  toContactNoteFields,
} from "@/server/store/generated/rows";

const FIELDS = fieldsOf(CONTACT_NOTE_COLUMNS);

export const toContactNoteDto: (row: ContactNoteRow) => ContactNoteDto = toContactNoteFields;

/** Inserts a note of the caller about a locked contact. */
export async function insertContactNote(
  tx: Tx,
  note: Pick<ContactNoteRow, "contactId" | "content">,
): Promise<ContactNoteRow> {
  const { accountId, actor } = tx.caller;
  const made = await prismaOf(tx).contactNote.create({
    data: { ...note, accountId, author: actor, createdAt: tx.now, updatedAt: tx.now },
    select: FIELDS,
  });
  const row = toRow<ContactNoteRow>(made);
  record(tx, "contact_note.created", row, {});
  return row;
}

/** Locks a note that is not deleted; null when there is none. */
export const lockContactNote = (tx: Tx, id: number): Promise<ContactNoteRow | null> =>
  lockRow(tx, "contact_note", { id, columns: CONTACT_NOTE_COLUMNS });

/** Saves another text; the same one → no event. */
export async function saveContactNote(
  tx: Tx,
  before: ContactNoteRow,
  content: string,
): Promise<ContactNoteRow> {
  if (content === before.content) return before;
  const after = await update(tx, before, { content });
  record(tx, "contact_note.updated", after, { content: { from: before.content, to: content } });
  return after;
}

/** Deletes a note: the row stays, without its text. */
export async function saveContactNoteDeleted(tx: Tx, before: ContactNoteRow): Promise<ContactNoteRow> {
  const after = await update(tx, before, { content: "", deletedAt: tx.now });
  recordDeleted(tx, after);
  return after;
}

async function update(tx: Tx, before: ContactNoteRow, patch: { content: string; deletedAt?: Date }) {
  const saved = await prismaOf(tx).contactNote.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: before.id }, version: before.version },
    data: { ...patch, updatedAt: tx.now, version: { increment: 1 } },
    select: FIELDS,
  });
  return toRow<ContactNoteRow>(saved);
}

/** Moves the notes of a merged contact to the one that it was merged into. Both are locked. Index: contact_note_list. */
export async function moveContactNotes(tx: Tx, from: number, to: number): Promise<void> {
  const rows = await updateAll(tx, from, { contactId: to });
  for (const row of rows) record(tx, "contact_note.updated", row, { contactId: { from, to } });
}

/** Deletes every note of a locked contact, as its erasure does. Index: contact_note_list. */
export async function eraseContactNotes(tx: Tx, contactId: number): Promise<void> {
  const rows = await updateAll(tx, contactId, { content: "", deletedAt: tx.now });
  for (const row of rows) recordDeleted(tx, row);
}

/** Writes every note of a contact that is not deleted; returns them ascending. */
async function updateAll(
  tx: Tx,
  contactId: number,
  data: { contactId: number } | { content: string; deletedAt: Date },
) {
  const saved = await prismaOf(tx).contactNote.updateManyAndReturn({
    where: { accountId: tx.caller.accountId, contactId, deletedAt: null },
    data: { ...data, updatedAt: tx.now, version: { increment: 1 } },
    select: FIELDS,
  });
  return saved.map((note) => toRow<ContactNoteRow>(note)).sort((a, b) => a.id - b.id);
}

/** The notes of a contact, the newest first, at most `limit`, before the note with id `before`. Index: contact_note_list. */
export async function listContactNotes(
  db: Db,
  accountId: number,
  { contactId, before, limit }: { contactId: number; before: number | null; limit: number },
): Promise<ContactNoteDto[]> {
  const found = await prismaOf(db).contactNote.findMany({
    where: { accountId, contactId, deletedAt: null, ...(before !== null && { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: limit,
    select: FIELDS,
  });
  return found.map((note) => toContactNoteDto(toRow<ContactNoteRow>(note)));
}

/** One note of a contact, or null. */
export async function findContactNote(
  db: Db,
  accountId: number,
  { contactId, noteId }: { contactId: number; noteId: number },
): Promise<ContactNoteDto | null> {
  const found = await prismaOf(db).contactNote.findFirst({
    where: { accountId, id: noteId, contactId, deletedAt: null },
    select: FIELDS,
  });
  return found && toContactNoteDto(toRow<ContactNoteRow>(found));
}

/** The number of a contact's notes; counts to `most`. */
export const countContactNotes = (
  tx: Tx,
  { contactId, most }: { contactId: number; most: number },
): Promise<number> =>
  prismaOf(tx).contactNote.count({
    where: { accountId: tx.caller.accountId, contactId, deletedAt: null },
    take: most,
  });

type ContactNoteEvent = Extract<EventType, `contact_note.${string}`>;

const record = (tx: Tx, type: ContactNoteEvent, row: ContactNoteRow, changes: Changes): void => {
  recordEvent(tx, { type, resource: "contact_note", dto: toContactNoteDto(row), changes });
};

/** Without the text that it had. */
const recordDeleted = (tx: Tx, row: ContactNoteRow): void =>
  record(tx, "contact_note.deleted", row, {
    deletedAt: { from: null, to: row.deletedAt?.toISOString() ?? null },
  });
