import { z } from "zod";
import {
  cancelScheduled,
  changeScheduled,
  scheduleMessage,
  sendScheduledNow,
} from "@/server/commands/messages/scheduled-messages";
import { id } from "@/server/contract/_shared/dto";
import { clientId } from "@/server/contract/message/inputs";
import { changeScheduledInput, scheduleMessageInput } from "@/server/contract/message/scheduled-message";
import { defined } from "@/server/lib/defined";
import { getScheduledMessage, listScheduledMessages } from "@/server/queries/messages/list-scheduled";
import { inConversation } from "@/server/trpc/inputs";
import { makeOnce } from "@/server/trpc/run-once";
import { memberProcedure, router } from "@/server/trpc/trpc";

const byId = z.object({ scheduledMessageId: id });

/** Texts that are sent at a chosen time. */
export const scheduledRouter = router({
  /** Those of a conversation that wait or were not sent. */
  list: memberProcedure
    .input(inConversation)
    .query(({ ctx, input }) => listScheduledMessages(ctx.database, ctx.caller, input)),
  /** Once per `clientId`, however often it is requested. */
  schedule: memberProcedure
    .input(scheduleMessageInput.extend({ ...inConversation.shape, clientId: clientId.optional() }))
    .mutation(async ({ ctx, input: { displayId, content, sendAt, clientId: key, ...options } }) => {
      const conversation = { displayId };
      const scheduledId = await makeOnce(
        ctx,
        scheduleMessage,
        { conversation, content, sendAt, ...defined(options) },
        { kind: "scheduled", clientId: key, idOf: (scheduled) => scheduled.id },
      );
      // In any state: a repeated request may come after it was sent.
      return getScheduledMessage(ctx.database, ctx.caller, { ...conversation, id: scheduledId });
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
