import { createHash } from "node:crypto";
import { z } from "zod";
import type { Command } from "@/server/commands/_run/run";
import { deleteMessage, editMessage, restoreMessage } from "@/server/commands/messages/edit-message";
import { endingDraft, keepDraft } from "@/server/commands/messages/keep-draft";
import { addNote, forwardAsNote } from "@/server/commands/messages/notes";
import { cancelRetry, retryMessage } from "@/server/commands/messages/retry-message";
import { type SentMessage, sendMessage } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { type ConversationDto, id, type MessageDto } from "@/server/contract/_shared/dto";
import { CANNED_USES_MAX, MESSAGE_NUMBER_MAX } from "@/server/contract/_shared/limits";
import { fileIds } from "@/server/contract/file/file";
import {
  addNoteInput,
  clientId,
  draftsSeen,
  editMessageInput,
  forwardAsNoteInput,
  keepDraftInput,
  newContent,
  sendMessageInput,
} from "@/server/contract/message/inputs";
import { getChanged, getConversation } from "@/server/queries/conversations/get-conversation";
import { listCommandMessages } from "@/server/queries/messages/command-messages";
import { getDraft } from "@/server/queries/messages/drafts";
import { listFiles } from "@/server/queries/messages/files";
import { getForwardedText } from "@/server/queries/messages/forwarded-text";
import { getChangeReach } from "@/server/queries/messages/get-change-reach";
import { getMessage, getTickTimeline, messageOf } from "@/server/queries/messages/get-message";
import { listMessages, listRevisions } from "@/server/queries/messages/list-messages";
import { getMailRecipients } from "@/server/queries/messages/mail-recipients";
import type { MemberContext } from "@/server/trpc/context";
import { cursor, displayId, limit, requireFewFiles, typed } from "@/server/trpc/inputs";
import { memberProcedure, router } from "@/server/trpc/trpc";

const number = z.number().int().positive().max(MESSAGE_NUMBER_MAX).nullish();
const named = z.object({ messageId: id });
/** The input of a new message: repeated under the same `clientId` it is sent once. With files, the text may be empty. */
const written = {
  displayId,
  content: typed(newContent),
  clientId,
  fileIds: fileIds.optional(),
  /** Of a message that was sent late: the draft is of the next one already. */
  keepsDraft: z.boolean().default(false),
  /** Fingerprints of the drafts that end with it. Absent = any: its page is of an earlier release. */
  draftsSeen: draftsSeen.optional(),
};
/** The canned replies that a text was written with. */
const cannedReplyIds = z.array(id).max(CANNED_USES_MAX);
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
  /** The newest command messages, which are in no history, with how many of their recipients have each. */
  commands: memberProcedure.input(z.object({ displayId, limit })).query(({ ctx, input }) =>
    listCommandMessages(ctx.database, ctx.caller, {
      conversation: { displayId: input.displayId },
      limit: input.limit,
      now: ctx.now(),
    }),
  ),
  /** The messages with files, newest first. */
  files: memberProcedure
    .input(z.object({ displayId, cursor, limit }))
    .query(({ ctx, input: { displayId: inView, cursor: after, limit: most } }) =>
      listFiles(ctx.database, ctx.caller, {
        conversation: { displayId: inView },
        cursor: after ?? null,
        limit: most,
      }),
    ),
  /** Sends, and with `resolve` also resolves, in one operation. */
  send: memberProcedure
    .input(
      sendMessageInput.pick({ resolve: true, lastSeenNumber: true, email: true, inReplyTo: true }).extend({
        ...written,
        holdMs: sendMessageInput.shape.holdMs.default(0),
        cannedReplyIds: cannedReplyIds.optional(),
        /** The caller's signature is left out, where the inbox appends it. */
        isUnsigned: z.boolean().default(false),
      }),
    )
    .mutation(({ ctx, input: { displayId: inView, lastSeenNumber, isUnsigned, ...message } }) =>
      writeOnce(ctx, "message", { conversation: { displayId: inView }, ...message }, (tx, written) =>
        sendMessage(tx, {
          ...written,
          isSigned: !isUnsigned,
          ...(lastSeenNumber === undefined ? {} : { lastSeenNumber }),
        }),
      ),
    ),
  /** Whom the next reply goes to by default; null where messages are no mails. */
  mailRecipients: memberProcedure
    .input(z.object({ displayId }))
    .query(({ ctx, input }) => getMailRecipients(ctx.database, ctx.caller, input)),
  /** What a mail that forwards a message has below its text. */
  forwardedText: memberProcedure
    .input(named.extend({ displayId }))
    .query(({ ctx, input }) => getForwardedText(ctx.database, ctx.caller, input)),
  addNote: memberProcedure
    .input(z.object({ ...written, mentionIds: addNoteInput.shape.mentionIds.default([]) }))
    .mutation(({ ctx, input: { displayId: inView, ...note } }) =>
      writeOnce(ctx, "note", { conversation: { displayId: inView }, ...note }, addNote),
    ),
  /** Withdraws the caller's own message before it is sent; returns the withdrawn message. */
  withdraw: memberProcedure.input(named).mutation(async ({ ctx, input }) => {
    await ctx.run(withdrawMessage, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  /** Begins the next attempt of a message that failed. */
  retry: memberProcedure.input(named).mutation(async ({ ctx, input }) => {
    await ctx.run(retryMessage, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  /** Cancels the planned attempt of a message that failed. */
  cancelRetry: memberProcedure.input(named).mutation(async ({ ctx, input }) => {
    await ctx.run(cancelRetry, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  /** Changes the text of the caller's own message or note, where the channel allows it. */
  edit: memberProcedure
    .input(editMessageInput.extend({ ...named.shape, content: typed(newContent) }))
    .mutation(async ({ ctx, input }) => {
      await ctx.run(editMessage, ctx.caller, input);
      return getMessage(ctx.database, ctx.caller, input.messageId);
    }),
  delete: memberProcedure.input(named).mutation(async ({ ctx, input }) => {
    await ctx.run(deleteMessage, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  /** Reverts the deletion. */
  restore: memberProcedure.input(named).mutation(async ({ ctx, input }) => {
    await ctx.run(restoreMessage, ctx.caller, input);
    return getMessage(ctx.database, ctx.caller, input.messageId);
  }),
  /** The earlier texts of a changed message. */
  revisions: memberProcedure
    .input(named)
    .query(({ ctx, input }) => listRevisions(ctx.database, ctx.caller, input.messageId)),
  /** How far the last change of a message has come to the customer, and what a change would do now. */
  changeReach: memberProcedure
    .input(named)
    .query(({ ctx, input }) => getChangeReach(ctx.database, ctx.caller, { ...input, now: ctx.now() })),
  /** Copies a message as a note into another conversation. */
  forward: memberProcedure
    .input(forwardAsNoteInput.extend({ ...named.shape, clientId: clientId.optional() }))
    .mutation(async ({ ctx, input: { messageId, displayId, clientId: key = null } }) => {
      const forwarded = { messageId, to: { displayId }, clientId: key };
      const { result } = await ctx.run(forwardAsNote, ctx.caller, forwarded);
      return getMessage(ctx.database, ctx.caller, result.message.id);
    }),
  /** A message's tick timeline. */
  timeline: memberProcedure.input(named).query(({ ctx, input }) =>
    getTickTimeline(ctx.database, ctx.caller, {
      ...input,
      after: 0,
      limit: timelineMax,
      now: ctx.now(),
    }),
  ),
});

type Written = {
  conversation: { displayId: number };
  content: string;
  clientId: string;
  fileIds?: number[] | undefined;
  keepsDraft: boolean;
  draftsSeen?: string[] | undefined;
};

const stored = z.object({ messageId: id });

/**
 * Writes a message once per `clientId`, however often it is requested; returns the message's current state.
 */
export async function writeOnce<I extends Written>(
  ctx: MemberContext,
  kind: "message" | "note",
  { keepsDraft, draftsSeen, ...input }: I,
  command: Command<Omit<I, "keepsDraft" | "draftsSeen">, SentMessage>,
) {
  requireFewFiles(ctx.fileLimits, input);
  const write = keepsDraft ? command : endingDraft(command, draftsSeen);
  let answered = null as { message: MessageDto; conversation: ConversationDto } | null;
  const writeAndRead: typeof command = async (tx, requested) => {
    const sent = await write(tx, requested);
    const { conversation } = await getChanged(tx, { conversationId: sent.conversation.id });
    answered = { message: messageOf(sent.message), conversation };
    return sent;
  };
  const { body, isReplayed } = await ctx.run.once(writeAndRead, ctx.caller, input, {
    key: `message:${input.clientId}`,
    fingerprint: createHash("sha256")
      .update(JSON.stringify([kind, input]))
      .digest("hex"),
    answer: ({ message }) => ({ status: 200, body: { messageId: message.id } }),
  });
  if (answered && !isReplayed) return answered;
  const [message, { conversation }] = await Promise.all([
    getMessage(ctx.database, ctx.caller, stored.parse(body).messageId),
    getConversation(ctx.database, ctx.caller, input.conversation),
  ]);
  return { message, conversation };
}

/** The caller's drafts, shared by all their devices. */
export const draftsRouter = router({
  get: memberProcedure
    .input(z.object({ displayId }))
    .query(({ ctx, input }) => getDraft(ctx.database, ctx.caller, input)),
  /** Null deletes the draft. Returns whether it was stored: a draft that is not among those `seen` stays. */
  keep: memberProcedure
    .input(keepDraftInput.extend({ displayId }))
    .mutation(async ({ ctx, input: { displayId, ...input } }) => {
      const { result } = await ctx.run(keepDraft, ctx.caller, { conversation: { displayId }, ...input });
      return { isKept: result };
    }),
});

/** Files. Their bytes go over `POST /api/files` and `/files/…`. */
export const filesRouter = router({
  /** The greatest file in bytes, and the most files of one message. */
  limits: memberProcedure.query(({ ctx }) => ctx.fileLimits),
});
