import { z } from "zod";
import { keepDraft } from "@/server/commands/messages/keep-draft";
import { keepDraftInput } from "@/server/contract/message/inputs";
import { getDraft } from "@/server/queries/messages/drafts";
import { displayId } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

/** The caller's drafts, shared by all their devices. */
export const draftsRouter = router({
  get: memberProcedure
    .input(z.object({ displayId }))
    .query(({ ctx, input }) => getDraft(ctx.database, ctx.caller, input)),
  /** Null deletes the draft. */
  keep: memberProcedure.input(keepDraftInput.extend({ displayId })).mutation(async ({ ctx, input }) => {
    await ctx.run(keepDraft, ctx.caller, {
      conversation: { displayId: input.displayId },
      draft: input.draft,
    });
  }),
});
