import { z } from "zod";
import { createCannedReply } from "@/server/commands/create-canned-reply";
import { deleteCannedReply } from "@/server/commands/delete-canned-reply";
import { updateCannedReply } from "@/server/commands/update-canned-reply";
import { cannedReplyText } from "@/server/contract/canned-reply";
import { id } from "@/server/contract/dto";
import { listCannedReplies } from "@/server/queries/list-canned-replies";
import { administratorProcedure, memberProcedure, router } from "./trpc";

const cannedReplyId = id;

/** Answers that are written once: every member uses them, administrators write them. */
export const cannedRepliesRouter = router({
  list: memberProcedure.query(({ ctx }) => listCannedReplies(ctx.database, ctx.caller)),
  create: administratorProcedure
    .input(cannedReplyText)
    .mutation(async ({ ctx, input }) => (await ctx.run(createCannedReply, ctx.caller, input)).result),
  update: administratorProcedure
    .input(cannedReplyText.extend({ cannedReplyId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(updateCannedReply, ctx.caller, input)).result),
  remove: administratorProcedure
    .input(z.object({ cannedReplyId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteCannedReply, ctx.caller, input)).result),
});
