import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { confirmDeletion, prepareDeletion } from "@/server/commands/deletions/confirmed-deletion";
import { deleteArchive } from "@/server/commands/deletions/delete-archive";
import { id } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { ARCHIVE_SEARCH_CHARS_MAX } from "@/server/contract/deletion/constants";
import {
  changeRetentionInput,
  confirmDeletionInput,
  type DeletionPlanDto,
  prepareDeletionInput,
} from "@/server/contract/deletion/deletion";
import { defined } from "@/server/lib/defined";
import { archiveFilterOf, listArchives } from "@/server/queries/conversations/archives";
import { findInTrash, getDeletion, listPastDeletions } from "@/server/queries/conversations/deletions";
import { getAccountSettings } from "@/server/queries/members/account";
import { cursor, limit, typed } from "@/server/trpc/inputs";
import { changeAccount, changing } from "@/server/trpc/settings/account-settings";
import { administratorProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

/** Permanent deletion, and the retention of trash; for administrators. */
export const deletionsRouter = router({
  prepare: administratorProcedure
    .meta({ isExpensive: true })
    .input(prepareDeletionInput)
    .mutation(async ({ ctx, input }) => {
      const prepare: Command<typeof input, DeletionPlanDto> = async (tx, { query, ...what }) =>
        prepareDeletion(tx, query === undefined ? defined(what) : await findInTrash(tx, ctx.caller, query));
      return (await ctx.run(prepare, ctx.caller, input)).result;
    }),
  confirm: sensitiveProcedure
    .input(confirmDeletionInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(confirmDeletion, ctx.caller, input)).result),
  get: administratorProcedure
    .input(z.object({ operationId: z.uuid() }))
    .query(({ ctx, input }) => getDeletion(ctx.database, ctx.caller, input)),
  /** The account's deletions, newest first, with who has confirmed them. */
  list: administratorProcedure
    .input(z.object({ cursor, limit }))
    .query(({ ctx, input }) => listPastDeletions(ctx.database, ctx.caller, input)),
  /** Conversations that inboxes archived before they deleted them. */
  archives: administratorProcedure
    .meta({ isExpensive: true })
    .input(z.object({ cursor, limit, search: typed(text(0, ARCHIVE_SEARCH_CHARS_MAX)).default("") }))
    .query(({ ctx, input: { search, ...page } }) =>
      ctx.database.snapshot((db) => listArchives(db, ctx.caller, { ...page, ...archiveFilterOf(search) })),
    ),
  deleteArchive: sensitiveProcedure
    .input(z.object({ archiveId: id }))
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteArchive, ctx.caller, input)).result),
  retention: administratorProcedure.query(async ({ ctx }) => {
    const { purgeAfterDays, receiptMonths } = await getAccountSettings(ctx.database, ctx.caller);
    return { purgeAfterDays, receiptMonths };
  }),
  changeRetention: changing("purgeAfterDays", "receiptMonths")
    .input(changeRetentionInput)
    .mutation(changeAccount),
});
