import { z } from "zod";
import { createCompany, deleteCompany, updateCompany } from "@/server/commands/contacts/companies";
import { id } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { createCompanyInput, updateCompanyInput } from "@/server/contract/contact/company";
import { contactEmail } from "@/server/contract/contact/inputs";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import {
  getCompany,
  listCompanies,
  listCompanyConversations,
  suggestCompany,
} from "@/server/queries/contacts/companies";
import { cursor, limit, typed } from "@/server/trpc/inputs";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

const named = z.object({ companyId: id });

/** The companies of contacts: every member maintains them, administrators delete them. */
export const companiesRouter = router({
  list: memberProcedure
    .input(z.object({ cursor, limit, query: text(1, QUERY_CHARS_MAX).nullish() }))
    .query(({ ctx, input: { cursor: after = null, query = null, ...page } }) =>
      listCompanies(ctx.database, ctx.caller, { ...page, cursor: after, query }),
    ),
  get: memberProcedure
    .input(named)
    .query(({ ctx, input }) => getCompany(ctx.database, ctx.caller, input.companyId)),
  /** The one whose domain an e-mail address has, or null. */
  suggest: memberProcedure
    .input(z.object({ email: typed(contactEmail) }))
    .query(({ ctx, input }) => suggestCompany(ctx.database, ctx.caller, input.email)),
  /** The conversations of its contacts that the caller may see, the last opened first. */
  conversations: memberProcedure
    .input(named.extend({ cursor, limit }))
    .query(({ ctx, input: { cursor: after = null, ...page } }) =>
      listCompanyConversations(ctx.database, ctx.caller, { ...page, cursor: after }),
    ),
  create: memberProcedure
    .input(createCompanyInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(createCompany, ctx.caller, input)).result),
  update: memberProcedure
    .input(updateCompanyInput.extend(named.shape))
    .mutation(async ({ ctx, input }) => (await ctx.run(updateCompany, ctx.caller, input)).result),
  remove: administratorProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteCompany, ctx.caller, input)).result),
});
