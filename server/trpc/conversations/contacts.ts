import { z } from "zod";
import { createContact } from "@/server/commands/contacts/create-contact";
import { importContacts } from "@/server/commands/contacts/import-contacts";
import { mergeContacts } from "@/server/commands/contacts/merge-contacts";
import { undoContactChanges } from "@/server/commands/contacts/undo-contact-changes";
import { updateContact } from "@/server/commands/contacts/update-contact";
import { attributes, id } from "@/server/contract/_shared/dto";
import { importRequest } from "@/server/contract/contact/contact-import";
import { defined } from "@/server/lib/defined";
import { getContact, listContacts, listMerged } from "@/server/queries/contacts/list-contacts";
import { cursor, limit } from "@/server/trpc/inputs";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

const email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/)
  .nullable();
const phone = z
  .string()
  .trim()
  .regex(/^\+[1-9]\d{1,14}$/)
  .nullable();

/** The account's customers. */
export const contactsRouter = router({
  list: memberProcedure
    .input(z.object({ cursor, limit }))
    .query(({ ctx, input }) =>
      listContacts(ctx.database, ctx.caller, { cursor: input.cursor ?? null, limit: input.limit }),
    ),
  create: memberProcedure
    .input(z.object({ name: z.string().trim().min(1).max(255), email, phone }))
    .mutation(async ({ ctx, input }) => (await ctx.run(createContact, ctx.caller, input)).result.contact),
  update: memberProcedure
    .input(
      z.object({
        contactId: id,
        name: z.string().trim().min(1).max(255).optional(),
        email: email.optional(),
        phone: phone.optional(),
        customAttributes: attributes.optional(),
        isBlocked: z.boolean().optional(),
      }),
    )
    .mutation(async ({ ctx, input: { contactId, ...fields } }) => {
      const changed = { contactId, ...defined(fields) };
      const { result: contact, events, operationId } = await ctx.run(updateContact, ctx.caller, changed);
      return { contact, operationId: events.length === 0 ? null : operationId };
    }),
  undo: memberProcedure
    .input(z.object({ contactId: id, operationId: z.uuid() }))
    .mutation(async ({ ctx, input }) => (await ctx.run(undoContactChanges, ctx.caller, input)).result),
  import: administratorProcedure
    .input(importRequest)
    .mutation(async ({ ctx, input }) => (await ctx.run(importContacts, ctx.caller, input)).result),
  merge: memberProcedure
    .input(z.object({ contactId: id, otherId: id }))
    .mutation(async ({ ctx, input }) => (await ctx.run(mergeContacts, ctx.caller, input)).result),
  /** Who was merged into a contact, by what they were called. */
  mergedInto: memberProcedure
    .input(z.object({ contactId: id }))
    .query(({ ctx, input }) => listMerged(ctx.database, ctx.caller, input.contactId)),
  get: memberProcedure
    .input(z.object({ contactId: id }))
    .query(({ ctx, input }) => getContact(ctx.database, ctx.caller, input.contactId)),
});
