import { z } from "zod";
import { keepDraft } from "@/server/commands/messages/keep-draft";
import { keepDraftInput } from "@/server/contract/message/inputs";
import { getDraft } from "@/server/queries/messages/get-draft";
import { displayId } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** What the caller has written and not sent, on whichever computer. */
export const draftsRouter = router({
  get: memberProcedure
    .input(z.object({ displayId }))
    .query(({ ctx, input }) => getDraft(ctx.database, ctx.caller, input)),
  /** Null: nothing is unsent any more. */
  keep: memberProcedure.input(keepDraftInput.extend({ displayId })).mutation(async ({ ctx, input }) => {
    await ctx.run(keepDraft, ctx.caller, {
      conversation: { displayId: input.displayId },
      draft: input.draft,
    });
  }),
});
