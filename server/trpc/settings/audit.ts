import { z } from "zod";
import { reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { id } from "@/server/contract/_shared/dto";
import { settingChangeDto } from "@/server/contract/inbox/setting-change";
import { defined } from "@/server/lib/defined";
import { auditInbox, listDueReviews } from "@/server/queries/inboxes/audit-inbox";
import { listSettingChanges } from "@/server/queries/inboxes/setting-changes";
import { cursor, inboxId, instant, limit } from "@/server/trpc/inputs";
import { administratorProcedure, router } from "@/server/trpc/trpc";

const changeFilter = {
  subject: settingChangeDto.shape.subject.nullish(),
  userId: id.nullish(),
  from: instant.nullish(),
  to: instant.nullish(),
};

/** The audit log, reviews and drift. For administrators. */
export const auditRouter = router({
  /** The drift of an inbox's settings since the last review. */
  inbox: administratorProcedure
    .input(z.object({ inboxId, cursor, limit }))
    .query(({ ctx, input }) =>
      ctx.database.snapshot((db) =>
        auditInbox(db, ctx.caller, { ...input, cursor: input.cursor ?? null, now: ctx.now() }),
      ),
    ),
  /** The inboxes whose review is due. */
  due: administratorProcedure.query(({ ctx }) => listDueReviews(ctx.database, ctx.caller, ctx.now())),
  review: administratorProcedure
    .input(z.object({ inboxId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(reviewInbox, ctx.caller, input)).result),
  /** The account's audit log. */
  changes: administratorProcedure
    .input(z.object({ ...changeFilter, cursor, limit }))
    .query(({ ctx, input: { limit: most, ...filter } }) =>
      listSettingChanges(ctx.database, ctx.caller, { ...defined(filter), limit: most }),
    ),
});
