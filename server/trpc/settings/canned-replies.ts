import { z } from "zod";
import {
  copyCannedFile,
  createCannedReply,
  deleteCannedReply,
  updateCannedReply,
} from "@/server/commands/organising/canned-replies";
import { id } from "@/server/contract/_shared/dto";
import { cannedReplyInput } from "@/server/contract/organising/canned-reply";
import { defined } from "@/server/lib/defined";
import { listCannedReplies } from "@/server/queries/organising/list-canned-replies";
import { requireFewFiles } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

const cannedReplyId = id;

/** Canned replies: every member uses them and writes their own, administrators write those of the account. */
export const cannedRepliesRouter = router({
  list: memberProcedure.query(({ ctx }) => listCannedReplies(ctx.database, ctx.caller)),
  create: memberProcedure.input(cannedReplyInput).mutation(async ({ ctx, input }) => {
    requireFewFiles(ctx.fileLimits, input);
    const { shortCode, content, ...options } = input;
    return (await ctx.run(createCannedReply, ctx.caller, { ...defined(options), shortCode, content })).result;
  }),
  update: memberProcedure
    .input(cannedReplyInput.partial().extend({ cannedReplyId }))
    .mutation(async ({ ctx, input }) => {
      requireFewFiles(ctx.fileLimits, input);
      const { cannedReplyId, ...patch } = input;
      return (await ctx.run(updateCannedReply, ctx.caller, { ...defined(patch), cannedReplyId })).result;
    }),
  /** A copy of a file for a message that is being written; it answers as an upload does. */
  copyFile: memberProcedure
    .input(z.object({ cannedReplyId, fileId: id }))
    .mutation(async ({ ctx, input }) => (await ctx.run(copyCannedFile, ctx.caller, input)).result),
  remove: memberProcedure
    .input(z.object({ cannedReplyId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteCannedReply, ctx.caller, input)).result),
});
