import { z } from "zod";
import { SEARCH_KINDS, searchFilter } from "@/server/contract/search/search";
import { search } from "@/server/queries/search/search";
import { searchResults } from "@/server/queries/search/search-results";
import { cursor, instant, searchQuery } from "@/server/trpc/inputs";
import { memberProcedure } from "@/server/trpc/trpc";

const limit = z.number().int().min(1).max(50);

/** Contacts, conversations and messages with the words of a query. */
export const searchProcedure = memberProcedure
  .meta({ isExpensive: true })
  .input(
    z.object({
      query: searchQuery,
      kind: z.enum(SEARCH_KINDS).nullish(),
      limit: limit.default(8),
    }),
  )
  .query(({ ctx, input }) => search(ctx.database, ctx.caller, { ...input, kind: input.kind ?? null }));

/** All results of a query with filters, page by page. */
export const searchResultsProcedure = memberProcedure
  .meta({ isExpensive: true })
  .input(
    z.object({
      query: searchQuery,
      filter: searchFilter.extend({ from: instant.nullable(), before: instant.nullable() }),
      cursor,
      limit: limit.default(25),
    }),
  )
  .query(({ ctx, input }) =>
    searchResults(ctx.database, ctx.caller, { ...input, cursor: input.cursor ?? null }),
  );
