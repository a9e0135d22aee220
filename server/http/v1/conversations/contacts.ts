import { z } from "@hono/zod-openapi";
import { createContact } from "@/server/commands/contacts/create-contact";
import { importContacts } from "@/server/commands/contacts/import-contacts";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { undoContactChanges } from "@/server/commands/contacts/undo-contact-changes";
import { updateContact } from "@/server/commands/contacts/update-contact";
import { id } from "@/server/contract/_shared/dto";
import { importDto, importRequest } from "@/server/contract/contact/contact-import";
import {
  createContactInput,
  mergeContactsInput,
  undoContactChangesInput,
  updateContactInput,
} from "@/server/contract/contact/inputs";
import { text } from "@/server/contract/fields";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { get, patch, post } from "@/server/http/v1/_route/route";
import {
  ALONE_SINCE,
  isAloneSince,
  page,
  pathId,
  UPDATED_SINCE,
  updatedSince,
} from "@/server/http/v1/inputs";
import { contact, pageOf } from "@/server/http/v1/schemas";
import { getContact, listContacts } from "@/server/queries/contacts/list-contacts";
import { listChangedContacts } from "@/server/queries/events/list-changed";

const tag = "Contacts";
const params = z.object({ id: pathId("contact.not_found") });

const newContact = createContactInput
  .strict()
  .refine((body) => body.sourceId == null || body.inboxId !== undefined, {
    path: ["sourceId"],
    error: "needs inboxId",
  });

/** `inbox`: how the contact is called in the inbox that it was created for. */
const createdContact = contact.extend({ inbox: z.object({ id, sourceId: z.string() }).nullable() });

export const contactRoutes = [
  get(
    {
      path: "/v1/contacts",
      tag,
      summary: "Contacts, newest first",
      description:
        "With `query` those that have every word of it in name, e-mail, phone or identifier, as `/v1/search` finds them: in any case and accent, words by two letters or more. What was written in the last second may be missing.\n\n" +
        UPDATED_SINCE,
      query: z
        .strictObject({ query: text(1, QUERY_CHARS_MAX).optional(), updatedSince, ...page })
        .refine(isAloneSince, ALONE_SINCE),
      answer: pageOf(contact),
      refuses: ["cursor.invalid"],
    },
    ({ caller, query: { updatedSince, ...query }, services }) =>
      updatedSince
        ? listChangedContacts(services.database, caller, { ...query, updatedSince })
        : listContacts(services.database, caller, query),
  ),
  post(
    {
      path: "/v1/contacts",
      tag,
      summary: "Create a contact",
      body: newContact,
      answer: createdContact,
      status: 201,
      refuses: ["auth.forbidden", "contact.taken", "inbox.not_found", "source_id.taken"],
    },
    async (tx, { body }) => {
      const created = await createContact(tx, body);
      return { ...created.contact, inbox: created.inbox };
    },
  ),
  post(
    {
      path: "/v1/contacts/import",
      tag,
      summary: "Make and change the contacts of a CSV file",
      description:
        "Columns: `name`, `email`, `phone`, `identifier`; others become custom attributes. A contact is known by " +
        "identifier, e-mail or phone, else new; what a line does not say stays. At most 2,000 lines. With `dryRun` nothing " +
        "changes. Administrators only.",
      body: importRequest,
      answer: importDto,
      refuses: ["auth.forbidden", "contact.taken"],
    },
    (tx, { body }) => importContacts(tx, body),
  ),
  get(
    {
      path: "/v1/contacts/{id}",
      tag,
      summary: "One contact",
      params,
      answer: contact,
      refuses: ["contact.not_found"],
    },
    ({ caller, params, services }) => getContact(services.database, caller, params.id),
  ),
  post(
    {
      path: "/v1/contacts/{id}/merge",
      tag,
      summary: "Merge another contact into this one",
      description:
        "All conversations and channel names of `otherId` become this contact's, which fills in what it has not. The other " +
        "contact's id leads here from then on. It cannot be undone.",
      params,
      body: mergeContactsInput.strict(),
      answer: contact,
      refuses: [
        "auth.forbidden",
        "contact.being_erased",
        "contact.merge_itself",
        "contact.merge_too_large",
        "contact.not_found",
      ],
    },
    (tx, { params, body }) => mergeContacts(tx, { contactId: params.id, otherId: body.otherId }),
  ),
  post(
    {
      path: "/v1/contacts/{id}/undo",
      tag,
      summary: "Take back what an operation changed of its fields, its attributes, and that it was blocked",
      params,
      body: undoContactChangesInput.strict(),
      answer: contact,
      refuses: ["auth.forbidden", "contact.not_found", "contact.taken", "undo.not_found", "undo.superseded"],
    },
    (tx, { params, body }) => undoContactChanges(tx, { contactId: params.id, ...body }),
  ),
  patch(
    {
      path: "/v1/contacts/{id}",
      tag,
      summary: "Change a contact",
      params,
      body: updateContactInput.strict(),
      answer: contact,
      refuses: ["auth.forbidden", "contact.not_found", "contact.taken"],
    },
    (tx, { params, body }) => updateContact(tx, { contactId: params.id, ...body }),
  ),
];
