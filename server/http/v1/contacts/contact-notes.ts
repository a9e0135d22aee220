import { z } from "@hono/zod-openapi";
import {
  addContactNote,
  deleteContactNote,
  updateContactNote,
} from "@/server/commands/contacts/contact-notes";
import { contactNoteInput } from "@/server/contract/contact/contact-note";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { page, pathId } from "@/server/http/v1/inputs";
import { contactNote, pageOf } from "@/server/http/v1/schemas";
import { getContactNote, listContactNotes } from "@/server/queries/contacts/list-contact-notes";

const tag = "Contacts";
const params = z.object({ id: pathId("contact.not_found") });
const noteParams = params.extend({ noteId: pathId("contact_note.not_found") });
const path = "/v1/contacts/{id}/notes/{noteId}" as const;

export const contactNoteRoutes = [
  get(
    {
      path: "/v1/contacts/{id}/notes",
      tag,
      summary: "List the notes about a contact, newest first",
      params,
      query: z.strictObject(page),
      answer: pageOf(contactNote),
      refuses: ["contact.not_found", "cursor.invalid"],
    },
    ({ caller, params, query, services }) =>
      listContactNotes(services.database, caller, { contactId: params.id, ...query }),
  ),
  post(
    {
      path: "/v1/contacts/{id}/notes",
      tag,
      summary: "Add a note about a contact",
      params,
      body: contactNoteInput.strict(),
      answer: contactNote,
      status: 201,
      location: ({ id, contactId }) => `/v1/contacts/${contactId}/notes/${id}`,
      refuses: ["contact.not_found", "contact_note.too_many"],
    },
    (tx, { params, body }) => addContactNote(tx, { contactId: params.id, ...body }),
  ),
  get(
    {
      path,
      tag,
      summary: "Get a note about a contact",
      params: noteParams,
      answer: contactNote,
      refuses: ["contact.not_found", "contact_note.not_found"],
    },
    ({ caller, params: { id, noteId }, services }) =>
      getContactNote(services.database, caller, { contactId: id, noteId }),
  ),
  patch(
    {
      path,
      tag,
      summary: "Change the text of the caller's own note",
      params: noteParams,
      body: contactNoteInput.strict(),
      answer: contactNote,
      refuses: ["auth.forbidden", "contact.not_found", "contact_note.not_found"],
    },
    (tx, { params: { id, noteId }, body }) => updateContactNote(tx, { contactId: id, noteId, ...body }),
  ),
  del(
    {
      path,
      tag,
      summary: "Delete the caller's own note; an administrator's token deletes every note",
      params: noteParams,
      answer: contactNote,
      refuses: ["auth.forbidden", "contact.not_found", "contact_note.not_found"],
    },
    (tx, { params: { id, noteId } }) => deleteContactNote(tx, { contactId: id, noteId }),
  ),
];
