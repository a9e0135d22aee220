import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ContactNoteDto } from "@/server/contract/contact/contact-note";
import { idOf, type Page, pageById, readAsOf } from "@/server/queries/_shared/page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { atReplica } from "@/server/store/_replicas/at-replica";
import { findContactNote, listContactNotes as listRows } from "@/server/store/contacts/contact-notes";
import { getContact } from "./list-contacts";

/** A contact's notes, newest first; keyset on id. */
export function listContactNotes(
  database: Database,
  caller: Caller,
  { contactId, cursor, limit }: { contactId: number; cursor?: string | null; limit: number },
): Promise<Page<ContactNoteDto>> {
  const before = idOf(cursor);
  return atReplica(database).snapshot(async (db) => {
    const contact = await getContact(db, caller, contactId);
    const page = { contactId: contact.id, before, limit: limit + 1 };
    const found = await listRows(db, caller.accountId, page);
    return pageById(found, limit, await readAsOf(db, caller.accountId));
  });
}

/** One note of a contact. */
export async function getContactNote(
  db: Db,
  caller: Caller,
  { contactId, noteId }: { contactId: number; noteId: number },
): Promise<ContactNoteDto> {
  const contact = await getContact(db, caller, contactId);
  const note = await findContactNote(db, caller.accountId, { contactId: contact.id, noteId });
  if (!note) throw new Refusal("contact_note.not_found");
  return note;
}
