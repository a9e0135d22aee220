import { requireAdministrator } from "@/server/commands/_run/permission";
import { lockReached } from "@/server/commands/contacts/_steps/requirements";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ContactNoteDto } from "@/server/contract/contact/contact-note";
import { CONTACT_NOTES_MAX } from "@/server/domain/contact/contact-note";
import {
  countContactNotes,
  insertContactNote,
  lockContactNote,
  saveContactNote,
  saveContactNoteDeleted,
  toContactNoteDto,
} from "@/server/store/contacts/contact-notes";
import type { Tx } from "@/server/store/events/tx";
import type { ContactNoteRow } from "@/server/store/generated/rows";

export type AddContactNote = { contactId: number; content: string };

/** Adds a note of the caller to a contact. */
export async function addContactNote(
  tx: Tx,
  { contactId, content }: AddContactNote,
): Promise<ContactNoteDto> {
  const contact = await lockReached(tx, contactId);
  const count = await countContactNotes(tx, { contactId: contact.id, most: CONTACT_NOTES_MAX });
  if (count === CONTACT_NOTES_MAX) throw new Refusal("contact_note.too_many");
  return toContactNoteDto(await insertContactNote(tx, { contactId: contact.id, content }));
}

/** `noteId`: a note of this contact. */
export type ContactNoteRef = { contactId: number; noteId: number };

/** Changes the text of the caller's own note. */
export async function updateContactNote(
  tx: Tx,
  { content, ...ref }: ContactNoteRef & { content: string },
): Promise<ContactNoteDto> {
  const before = await lockNote(tx, ref);
  if (!isAuthor(tx, before)) throw new Refusal("auth.forbidden");
  return toContactNoteDto(await saveContactNote(tx, before, content));
}

/** Deletes the caller's own note; an administrator deletes every note. Its text cannot be restored. */
export async function deleteContactNote(tx: Tx, ref: ContactNoteRef): Promise<ContactNoteDto> {
  const before = await lockNote(tx, ref);
  if (!isAuthor(tx, before)) requireAdministrator(tx.caller);
  return toContactNoteDto(await saveContactNoteDeleted(tx, before));
}

const isAuthor = ({ caller: { actor } }: Tx, { author }: ContactNoteRow): boolean =>
  author.type === actor.type && author.id === actor.id;

/** Locks the contact, then its note. */
async function lockNote(tx: Tx, { contactId, noteId }: ContactNoteRef): Promise<ContactNoteRow> {
  const contact = await lockReached(tx, contactId);
  const note = await lockContactNote(tx, noteId);
  if (note?.contactId !== contact.id) throw new Refusal("contact_note.not_found");
  return note;
}
