import { z } from "zod";
import { recording } from "@/server/commands/_run/permission";
import { createCompany, deleteCompany, updateCompany } from "@/server/commands/contacts/companies";
import {
  addContactNote,
  deleteContactNote,
  updateContactNote,
} from "@/server/commands/contacts/contact-notes";
import { importContacts } from "@/server/commands/contacts/import-contacts";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { recordContactExport } from "@/server/commands/contacts/record-contact-export";
import { createContact, undoContactChanges, updateContact } from "@/server/commands/contacts/save-contact";
import { labelContact } from "@/server/commands/organising/labels";
import { id } from "@/server/contract/_shared/dto";
import { idOrNone, text } from "@/server/contract/_shared/fields";
import { companyDto, createCompanyInput, updateCompanyInput } from "@/server/contract/contact/company";
import { importRequest } from "@/server/contract/contact/contact-import";
import { contactNoteInput } from "@/server/contract/contact/contact-note";
import {
  contactEmail,
  contactIdentifier,
  contactName,
  contactPhone,
  mergeContactsInput,
  undoContactChangesInput,
  updateContactInput,
} from "@/server/contract/contact/inputs";
import { clientId } from "@/server/contract/message/inputs";
import { labelName, labelsInput } from "@/server/contract/organising/label";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { defined } from "@/server/lib/defined";
import {
  getCompany,
  listCompanies,
  listCompanyConversations,
  suggestCompany,
} from "@/server/queries/contacts/companies";
import { sealExportTicket } from "@/server/queries/contacts/export-contacts";
import { findContactBy } from "@/server/queries/contacts/find-contacts";
import { listContactNotes } from "@/server/queries/contacts/list-contact-notes";
import { getContact, listContacts, listMerged } from "@/server/queries/contacts/list-contacts";
import { cursor, limit, typed } from "@/server/trpc/inputs";
import { createOnce, makeOnce } from "@/server/trpc/run-once";
import { administratorProcedure, memberProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

const named = z.object({ contactId: id });
const called = { email: typed(contactEmail).nullable(), phone: typed(contactPhone).nullable() };
const known = { ...called, identifier: typed(contactIdentifier).nullable() };

/** The account's customers. */
export const contactsRouter = router({
  list: memberProcedure
    .input(z.object({ cursor, limit, label: labelName.nullish(), companyId: id.nullish() }))
    .query(({ ctx, input: { cursor: after = null, label = null, companyId = null, ...page } }) =>
      listContacts(ctx.database, ctx.caller, { ...page, cursor: after, label, companyId }),
    ),
  /** Once per `clientId`, however often it is requested. */
  create: memberProcedure
    .input(
      z.object({
        ...called,
        name: typed(contactName),
        identifier: known.identifier.optional(),
        companyId: idOrNone.optional(),
        clientId: clientId.optional(),
      }),
    )
    .mutation(async ({ ctx, input: { identifier = null, companyId = null, clientId: key, ...input } }) => {
      const contactId = await makeOnce(
        ctx,
        createContact,
        { ...input, identifier, companyId },
        { kind: "contact", clientId: key, idOf: ({ contact }) => contact.id },
      );
      return getContact(ctx.database, ctx.caller, contactId);
    }),
  /** The contact that has one of these already, or null: the one that a refused `create` names by its field. */
  findBy: memberProcedure
    .input(z.object(known).partial())
    .query(({ ctx, input }) => findContactBy(ctx.database, ctx.caller, input)),
  update: memberProcedure
    .input(
      updateContactInput.pick({ companyId: true, customAttributes: true, isBlocked: true }).extend({
        ...named.shape,
        name: typed(contactName).optional(),
        email: called.email.optional(),
        phone: called.phone.optional(),
      }),
    )
    .mutation(async ({ ctx, input: { contactId, ...fields } }) => {
      const changed = { contactId, isTyped: true, ...defined(fields) };
      const { result: contact, events, operationId } = await ctx.run(updateContact, ctx.caller, changed);
      return { contact, operationId: events.length === 0 ? null : operationId };
    }),
  undo: memberProcedure
    .input(undoContactChangesInput.extend(named.shape))
    .mutation(async ({ ctx, input }) => (await ctx.run(undoContactChanges, ctx.caller, input)).result),
  setLabels: memberProcedure
    .input(labelsInput.safeExtend(named.shape))
    .mutation(async ({ ctx, input: { contactId, labels: set, ...some } }) => {
      const change = { contactId, ...defined({ set, ...some }) };
      const { result: contact, events, operationId } = await ctx.run(labelContact, ctx.caller, change);
      return { contact, operationId: events.length === 0 ? null : operationId };
    }),
  import: administratorProcedure
    .meta({ isExpensive: true })
    .input(importRequest)
    .mutation(async ({ ctx, input }) => (await ctx.run(importContacts, ctx.caller, input)).result),
  /** Writes the audit log. The ticket is for `GET /api/contacts/export/{ticket}`, within a minute and by this member. */
  prepareExport: sensitiveProcedure
    .input(named.extend({ includesNotes: z.boolean() }))
    .mutation(async ({ ctx, input: { contactId, includesNotes } }) => {
      const { result } = await ctx.run(recordContactExport, recording(ctx.caller), { contactId });
      return { ticket: sealExportTicket(ctx.caller, { contactId: result, includesNotes }, ctx.now()) };
    }),
  merge: memberProcedure
    .input(mergeContactsInput.extend(named.shape))
    .mutation(async ({ ctx, input }) => (await ctx.run(mergeContacts, ctx.caller, input)).result),
  notes: memberProcedure
    .input(named.extend({ cursor, limit }))
    .query(({ ctx, input: { cursor = null, ...page } }) =>
      listContactNotes(ctx.database, ctx.caller, { ...page, cursor }),
    ),
  /** Once per `clientId`, however often it is requested. */
  addNote: memberProcedure
    .input(contactNoteInput.extend({ ...named.shape, clientId: clientId.optional() }))
    .mutation(async ({ ctx, input: { clientId: key, ...note } }) => {
      const made = {
        kind: "contact_note",
        clientId: key,
        idOf: ({ id: noteId }: { id: number }) => noteId,
      } as const;
      return { id: await makeOnce(ctx, addContactNote, note, made) };
    }),
  updateNote: memberProcedure
    .input(contactNoteInput.extend({ ...named.shape, noteId: id }))
    .mutation(async ({ ctx, input }) => (await ctx.run(updateContactNote, ctx.caller, input)).result),
  deleteNote: memberProcedure
    .input(named.extend({ noteId: id }))
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteContactNote, ctx.caller, input)).result),
  /** The contacts that were merged into a contact. */
  mergedInto: memberProcedure
    .input(named)
    .query(({ ctx, input }) => listMerged(ctx.database, ctx.caller, input.contactId)),
  get: memberProcedure
    .input(named)
    .query(({ ctx, input }) => getContact(ctx.database, ctx.caller, input.contactId)),
});

const namedCompany = z.object({ companyId: id });

/** The companies of contacts: every member maintains them, administrators delete them. */
export const companiesRouter = router({
  list: memberProcedure
    .input(z.object({ cursor, limit, query: text(1, QUERY_CHARS_MAX).nullish() }))
    .query(({ ctx, input: { cursor: after = null, query = null, ...page } }) =>
      listCompanies(ctx.database, ctx.caller, { ...page, cursor: after, query }),
    ),
  get: memberProcedure
    .input(namedCompany)
    .query(({ ctx, input }) => getCompany(ctx.database, ctx.caller, input.companyId)),
  /** The one whose domain an email address has, or null. */
  suggest: memberProcedure
    .input(z.object({ email: typed(contactEmail) }))
    .query(({ ctx, input }) => suggestCompany(ctx.database, ctx.caller, input.email)),
  /** The conversations of its contacts that the caller may see, the last opened first. */
  conversations: memberProcedure
    .input(namedCompany.extend({ cursor, limit }))
    .query(({ ctx, input: { cursor: after = null, ...page } }) =>
      listCompanyConversations(ctx.database, ctx.caller, { ...page, cursor: after }),
    ),
  create: memberProcedure
    .input(createCompanyInput.extend({ clientId: clientId.optional() }))
    .mutation(({ ctx, input: { clientId: key, ...wanted } }) =>
      createOnce(ctx, createCompany, wanted, { kind: "company", clientId: key, schema: companyDto }),
    ),
  update: memberProcedure
    .input(updateCompanyInput.extend(namedCompany.shape))
    .mutation(async ({ ctx, input }) => (await ctx.run(updateCompany, ctx.caller, input)).result),
  remove: administratorProcedure
    .input(namedCompany)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteCompany, ctx.caller, input)).result),
});
