import { z } from "zod";
import { keepDraft } from "@/server/commands/messages/keep-draft";
import { draftDto } from "@/server/contract/message/draft";
import { getDraft } from "@/server/queries/messages/get-draft";
import { CONTENT_CHARS_MAX, displayId } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

const draft = draftDto
  .pick({ kind: true })
  .extend({ content: z.string().min(1).max(CONTENT_CHARS_MAX) })
  .nullable();

/** What the caller has written and not sent, on whichever computer. */
export const draftsRouter = router({
  get: memberProcedure
    .input(z.object({ displayId }))
    .query(({ ctx, input }) => getDraft(ctx.database, ctx.caller, input)),
  /** Null: nothing is unsent any more. */
  keep: memberProcedure.input(z.object({ displayId, draft })).mutation(async ({ ctx, input }) => {
    await ctx.run(keepDraft, ctx.caller, {
      conversation: { displayId: input.displayId },
      draft: input.draft,
    });
  }),
});
