import { z } from "zod";
import { actor, id, instant, versioned } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { CONTACT_NOTE_CHARS_MAX } from "@/server/contract/_shared/limits";

/** The most notes of one contact; a merge may exceed it. */
export const CONTACT_NOTES_MAX = 500;

/** A note of the team about a contact, independent of conversations. */
export const contactNoteDto = z.object({
  ...versioned,
  contactId: id,
  /** Empty once it is deleted. */
  content: z.string(),
  author: actor,
  deletedAt: instant.nullable(),
});
export type ContactNoteDto = z.infer<typeof contactNoteDto>;

export const contactNoteInput = z.object({ content: text(1, CONTACT_NOTE_CHARS_MAX) });
