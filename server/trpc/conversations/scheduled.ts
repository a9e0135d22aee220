import { z } from "zod";
import {
  cancelScheduled,
  changeScheduled,
  scheduleMessage,
  sendScheduledNow,
} from "@/server/commands/messages/scheduled-messages";
import { id } from "@/server/contract/_shared/dto";
import { changeScheduledInput, scheduleMessageInput } from "@/server/contract/message/scheduled-message";
import { defined } from "@/server/lib/defined";
import { listScheduledMessages } from "@/server/queries/messages/list-scheduled";
import { inConversation } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

const byId = z.object({ scheduledMessageId: id });

/** Texts that are sent at a chosen time. */
export const scheduledRouter = router({
  /** Those of a conversation that wait or were not sent. */
  list: memberProcedure
    .input(inConversation)
    .query(({ ctx, input }) => listScheduledMessages(ctx.database, ctx.caller, input)),
  schedule: memberProcedure
    .input(scheduleMessageInput.extend(inConversation.shape))
    .mutation(async ({ ctx, input: { displayId, content, sendAt, ...options } }) => {
      const scheduled = { conversation: { displayId }, content, sendAt, ...defined(options) };
      return (await ctx.run(scheduleMessage, ctx.caller, scheduled)).result;
    }),
  change: memberProcedure
    .input(changeScheduledInput.extend(byId.shape))
    .mutation(
      async ({ ctx, input: { scheduledMessageId, ...patch } }) =>
        (await ctx.run(changeScheduled, ctx.caller, { scheduledMessageId, ...defined(patch) })).result,
    ),
  cancel: memberProcedure
    .input(byId)
    .mutation(async ({ ctx, input }) => (await ctx.run(cancelScheduled, ctx.caller, input)).result),
  sendNow: memberProcedure
    .input(byId)
    .mutation(async ({ ctx, input }) => (await ctx.run(sendScheduledNow, ctx.caller, input)).result),
});
