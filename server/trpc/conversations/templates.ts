import { z } from "zod";
import { sendMessage } from "@/server/commands/messages/send-message";
import { id } from "@/server/contract/_shared/dto";
import { sendTemplateInput } from "@/server/contract/channel/sent-template";
import { clientId } from "@/server/contract/message/inputs";
import {
  fillTemplate,
  listApprovedTemplates,
  listTemplatesOf,
} from "@/server/queries/inboxes/channel-templates";
import { getFirstReach, getReplyWindow } from "@/server/queries/messages/reply-window";
import { displayId, inConversation } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";
import { writeOnce } from "./messages";

/** Templates of channels' providers, and until when a conversation needs none. */
export const templatesRouter = router({
  list: memberProcedure
    .input(inConversation)
    .query(({ ctx, input }) => listTemplatesOf(ctx, ctx.caller, input)),
  /** Until when the channel takes free text for the conversation's customer; null: at any time. */
  window: memberProcedure
    .input(inConversation)
    .query(({ ctx, input }) => getReplyWindow(ctx.database, ctx.caller, input)),
  /** Of an inbox in which a conversation begins. */
  ofInbox: memberProcedure
    .input(z.object({ inboxId: id }))
    .query(({ ctx, input }) => listApprovedTemplates(ctx, ctx.caller, input.inboxId)),
  /** Whether the inbox reaches a contact with whom a conversation begins, and until when it takes free text for them. */
  reach: memberProcedure
    .input(z.object({ inboxId: id, contactId: id }))
    .query(({ ctx, input }) => getFirstReach(ctx.database, ctx.caller, input)),
  /** Sends a template, once per `clientId`. The draft stays: it is another text. */
  send: memberProcedure
    .input(z.object({ displayId, clientId, channelTemplate: sendTemplateInput }))
    .mutation(async ({ ctx, input: { displayId: inView, clientId: key, channelTemplate: template } }) => {
      const filled = await fillTemplate(ctx, ctx.caller, { displayId: inView, template });
      const written = { conversation: { displayId: inView }, clientId: key, ...filled, keepsDraft: true };
      return writeOnce(ctx, "message", written, sendMessage);
    }),
});
