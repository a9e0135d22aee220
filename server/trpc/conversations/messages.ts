import { createHash } from "node:crypto";
import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { addNote } from "@/server/commands/messages/add-note";
import { deleteMessage } from "@/server/commands/messages/delete-message";
import { editMessage } from "@/server/commands/messages/edit-message";
import { forwardAsNote } from "@/server/commands/messages/forward-as-note";
import { keepDraft } from "@/server/commands/messages/keep-draft";
import { restoreMessage } from "@/server/commands/messages/restore-message";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { type SentMessage, sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/withdraw-message";
import { id } from "@/server/contract/_shared/dto";
import { MENTIONS_MAX, UNDO_WINDOW_MS_MAX } from "@/server/contract/message/constants";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { getMessage, getTickTimeline } from "@/server/queries/messages/get-message";
import { listMessages } from "@/server/queries/messages/list-messages";
import { listRevisions } from "@/server/queries/messages/list-revisions";
import type { MemberContext } from "@/server/trpc/context";
import { clientId, content, displayId, limit } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

const numberMax = 2 ** 31 - 1;
const number = z.number().int().positive().max(numberMax).nullish();
const mentionIds = z.array(id).max(MENTIONS_MAX).default([]);
const timelineMax = 200;

/** Messages, notes and their ticks. */
export const messagesRouter = router({
  list: memberProcedure
    .input(z.object({ displayId, before: number, after: number, limit }))
    .query(({ ctx, input }) =>
      listMessages(ctx.database, ctx.caller, {
        conversation: { displayId: input.displayId },
        before: input.before ?? null,
        after: input.after ?? null,
        limit: input.limit,
      }),
    ),
  /** Sends, and with `resolve` also resolves, in one operation. */
  send: memberProcedure
    .input(
      z.object({
        displayId,
        content,
        clientId,
        resolve: z.boolean().default(false),
        /** For how long it may be withdrawn. */
        holdMs: z.number().int().min(0).max(UNDO_WINDOW_MS_MAX).default(0),
        /** The newest message that was on the writer's screen. */
        lastSeenNumber: z.number().int().nonnegative().max(numberMax).optional(),
      }),
    )
    .mutation(({ ctx, input: { displayId: inView, lastSeenNumber, ...message } }) =>
      writeOnce(ctx, "message", { conversation: { displayId: inView }, ...message }, (tx, written) =>
        sendMessage(tx, { ...written, ...(lastSeenNumber === undefined ? {} : { lastSeenNumber }) }),
      ),
    ),
  addNote: memberProcedure
    .input(z.object({ displayId, content, clientId, mentionIds }))
    .mutation(({ ctx, input: { displayId: inView, ...note } }) =>
      writeOnce(ctx, "note", { conversation: { displayId: inView }, ...note }, addNote),
    ),
  /** Takes back one's own message that has not left yet; answers it as it is then. */
  withdraw: memberProcedure.input(z.object({ messageId: id })).mutation(async ({ ctx, input }) => {
    await ctx.run(withdrawMessage, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  /** Begins the next attempt of a message that failed. */
  retry: memberProcedure.input(z.object({ messageId: id })).mutation(async ({ ctx, input }) => {
    await ctx.run(retryMessage, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  /** Changes the text of one's own message or note, where that can be. */
  edit: memberProcedure.input(z.object({ messageId: id, content })).mutation(async ({ ctx, input }) => {
    await ctx.run(editMessage, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  delete: memberProcedure.input(z.object({ messageId: id })).mutation(async ({ ctx, input }) => {
    await ctx.run(deleteMessage, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  /** Takes the deleting back. */
  restore: memberProcedure.input(z.object({ messageId: id })).mutation(async ({ ctx, input }) => {
    await ctx.run(restoreMessage, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  /** What a message said before it was changed. */
  revisions: memberProcedure
    .input(z.object({ messageId: id }))
    .query(({ ctx, input }) => listRevisions(ctx.database, ctx.caller, input.messageId)),
  /** Copies a message as a note into another conversation. */
  forward: memberProcedure
    .input(z.object({ messageId: id, displayId }))
    .mutation(async ({ ctx, input: { messageId, displayId: to } }) => {
      const { result } = await ctx.run(forwardAsNote, ctx.caller, { messageId, to: { displayId: to } });
      return getMessage(ctx.database, ctx.caller, result.message.id);
    }),
  /** How a message got its tick. */
  timeline: memberProcedure
    .input(z.object({ messageId: id }))
    .query(({ ctx, input }) =>
      getTickTimeline(ctx.database, ctx.caller, { ...input, after: 0, limit: timelineMax }),
    ),
});

type Written = { conversation: { displayId: number }; content: string; clientId: string };

const stored = z.object({ messageId: id });

/**
 * Writes a message once per `clientId`, however often it is asked, and drops what was kept of it as a draft; answers what
 * is there now.
 */
async function writeOnce<I extends Written>(
  ctx: MemberContext,
  kind: "message" | "note",
  input: I,
  command: Command<I, SentMessage>,
) {
  const write: Command<I, SentMessage> = async (tx, written) => {
    const sent = await command(tx, written);
    await keepDraft(tx, { conversation: input.conversation, draft: null });
    return sent;
  };
  const { body } = await ctx.run.once(write, ctx.caller, input, {
    key: `message:${input.clientId}`,
    fingerprint: createHash("sha256")
      .update(JSON.stringify([kind, input]))
      .digest("hex"),
    answer: ({ message }) => ({ status: 200, body: { messageId: message.id } }),
  });
  const message = await getMessage(ctx.database, ctx.caller, stored.parse(body).messageId);
  const { conversation } = await getConversation(ctx.database, ctx.caller, input.conversation);
  return { message, conversation };
}
