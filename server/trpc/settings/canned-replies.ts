import { z } from "zod";
import {
  createCannedReply,
  deleteCannedReply,
  updateCannedReply,
} from "@/server/commands/organising/canned-replies";
import { id } from "@/server/contract/_shared/dto";
import { cannedReplyInput } from "@/server/contract/organising/canned-reply-inputs";
import { listCannedReplies } from "@/server/queries/organising/list-canned-replies";
import { administratorProcedure, memberProcedure, router } from "@/server/trpc/trpc";

const cannedReplyId = id;

/** Canned replies: every member uses them, administrators write them. */
export const cannedRepliesRouter = router({
  list: memberProcedure.query(({ ctx }) => listCannedReplies(ctx.database, ctx.caller)),
  create: administratorProcedure
    .input(cannedReplyInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(createCannedReply, ctx.caller, input)).result),
  update: administratorProcedure
    .input(cannedReplyInput.extend({ cannedReplyId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(updateCannedReply, ctx.caller, input)).result),
  remove: administratorProcedure
    .input(z.object({ cannedReplyId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteCannedReply, ctx.caller, input)).result),
});
