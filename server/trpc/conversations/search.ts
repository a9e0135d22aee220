import { z } from "zod";
import { SEARCH_KINDS } from "@/server/contract/search/search";
import { search } from "@/server/queries/search/search";
import { searchQuery } from "@/server/trpc/inputs";
import { memberProcedure } from "@/server/trpc/trpc";

/** Contacts, conversations and messages with the words of a query. */
export const searchProcedure = memberProcedure
  .meta({ isExpensive: true })
  .input(
    z.object({
      query: searchQuery,
      kind: z.enum(SEARCH_KINDS).nullish(),
      limit: z.number().int().min(1).max(50).default(8),
    }),
  )
  .query(({ ctx, input }) => search(ctx.database, ctx.caller, { ...input, kind: input.kind ?? null }));
