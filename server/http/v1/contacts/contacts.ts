import { z } from "@hono/zod-openapi";
import { importContacts } from "@/server/commands/contacts/import-contacts";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { createContact, undoContactChanges, updateContact } from "@/server/commands/contacts/save-contact";
import { deleteContact } from "@/server/commands/deletions/delete-directly";
import { labelContact } from "@/server/commands/organising/labels";
import { id } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { importDto, importRequest } from "@/server/contract/contact/contact-import";
import {
  createContactInput,
  mergeContactsInput,
  undoContactChangesInput,
  updateContactInput,
} from "@/server/contract/contact/inputs";
import { labelName } from "@/server/contract/organising/label";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import {
  ALONE_SINCE,
  idQuery,
  isAloneSince,
  labelsBody,
  page,
  pathId,
  UPDATED_SINCE,
  updatedSince,
} from "@/server/http/v1/inputs";
import { contact, deletion, pageOf } from "@/server/http/v1/schemas";
import { getContact, listContacts } from "@/server/queries/contacts/list-contacts";
import { getDeletion } from "@/server/queries/conversations/deletions";
import { listChangedContacts } from "@/server/queries/events/list-changed";

const tag = "Contacts";
const params = z.object({ id: pathId("contact.not_found") });

const newContact = createContactInput
  .strict()
  .refine((body) => body.sourceId == null || body.inboxId !== undefined, {
    path: ["sourceId"],
    error: "needs inboxId",
  });

/** `inbox`: the inbox that the contact was created for, with its name there. */
const createdContact = contact.extend({ inbox: z.object({ id, sourceId: z.string() }).nullable() });

export const contactRoutes = [
  get(
    {
      path: "/v1/contacts",
      tag,
      summary: "List contacts, newest first",
      description:
        "With `query`, only contacts with every word of it in name, email, phone or identifier, as in `/v1/search`: case and accents are ignored, words need two letters. Changes of the last second may be missing, and a page may be empty. With `label`, only contacts with it; with `companyId`, those of this company.\n\n" +
        UPDATED_SINCE,
      query: z
        .strictObject({
          query: text(1, QUERY_CHARS_MAX).optional(),
          label: labelName.optional(),
          companyId: idQuery.optional(),
          updatedSince,
          ...page,
        })
        .refine(isAloneSince, ALONE_SINCE)
        .refine(({ query, label }) => query === undefined || label === undefined, {
          path: ["label"],
          error: "cannot be combined with query",
        })
        .refine(({ query, label, companyId }) => companyId === undefined || (query ?? label) === undefined, {
          path: ["companyId"],
          error: "cannot be combined with query or label",
        }),
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
      location: ({ id }) => `/v1/contacts/${id}`,
      refuses: [
        "attributes.too_much",
        "auth.forbidden",
        "company.not_found",
        "contact.taken",
        "inbox.not_found",
        "source_id.taken",
      ],
    },
    async (tx, { body }) => {
      const created = await createContact(tx, body);
      return { ...created.contact, inbox: created.inbox };
    },
  ),
  post(
    {
      path: "/v1/contacts/import",
      isExpensive: true,
      tag,
      summary: "Create and update contacts from a CSV file",
      description:
        "Columns: `name`, `email`, `phone`, `identifier`, `company` (a new name creates one); others are custom attributes. " +
        "Contacts are matched by identifier, email, phone or else name; empty cells change nothing. At most 2,000 lines. " +
        "`dryRun` changes nothing. Administrators only.",
      body: importRequest,
      answer: importDto,
      refuses: ["auth.forbidden", "company.taken", "company.too_many", "contact.taken"],
    },
    (tx, { body }) => importContacts(tx, body),
  ),
  get(
    {
      path: "/v1/contacts/{id}",
      tag,
      summary: "Get a contact",
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
        "All conversations and channel addresses of `otherId` move to this contact, which also takes over the fields it lacks. The other " +
        "contact's id then redirects to this contact. This cannot be undone.",
      params,
      body: mergeContactsInput.strict(),
      answer: contact,
      refuses: [
        "auth.forbidden",
        "contact.being_erased",
        "contact.is_group",
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
      summary: "Undo what an operation changed in the contact's fields, labels, attributes and blocking",
      params,
      body: undoContactChangesInput.strict(),
      answer: contact,
      refuses: [
        "auth.forbidden",
        "company.not_found",
        "contact.not_found",
        "contact.taken",
        "label.moving",
        "label.too_many",
        "undo.not_found",
        "undo.superseded",
      ],
    },
    (tx, { params, body }) => undoContactChanges(tx, { contactId: params.id, ...body }),
  ),
  post(
    {
      path: "/v1/contacts/{id}/labels",
      tag,
      summary: "Replace all labels of a contact, or add and remove some",
      params,
      body: labelsBody,
      answer: contact,
      refuses: ["contact.not_found", "label.moving", "label.too_many"],
    },
    (tx, { params, body: { labels, ...some } }) =>
      labelContact(tx, { contactId: params.id, ...some, ...(labels && { set: labels }) }),
  ),
  patch(
    {
      path: "/v1/contacts/{id}",
      tag,
      summary: "Update a contact",
      params,
      body: updateContactInput.strict(),
      answer: contact,
      refuses: [
        "attributes.too_much",
        "auth.forbidden",
        "company.not_found",
        "contact.not_found",
        "contact.taken",
      ],
    },
    (tx, { params, body }) => updateContact(tx, { contactId: params.id, ...body }),
  ),
  del(
    {
      path: "/v1/contacts/{id}",
      tag,
      summary: "Erase a contact with all conversations in one operation; responds with the deletion",
      description:
        "Requires an administrator's token with the scope `conversations:purge`. Refused while one of the conversations, or a group or " +
        "an archive with the contact, is on legal hold. Up to 20 conversations are erased before the answer; with more, the deletion is `running`.",
      params,
      answer: deletion,
      refuses: [
        "auth.forbidden",
        "auth.scope_missing",
        "contact.being_erased",
        "contact.not_found",
        "deletion.too_large",
        "inbox.legal_hold",
      ],
    },
    async (tx, { caller, params }) => {
      await deleteContact(tx, { contactId: params.id });
      return getDeletion(tx, caller, { operationId: tx.operationId });
    },
  ),
];
