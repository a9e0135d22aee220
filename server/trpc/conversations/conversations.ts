import { z } from "zod";
import { requireMails } from "@/server/commands/_run/services";
import { changeParticipants } from "@/server/commands/conversations/assign";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { markSeen, markUnread } from "@/server/commands/conversations/mark-seen";
import { sendTranscript } from "@/server/commands/conversations/send-transcript";
import { setAttributes } from "@/server/commands/conversations/set-fields";
import { labelConversation } from "@/server/commands/organising/labels";
import { conversationStatus, id, priority } from "@/server/contract/_shared/dto";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { type SendTemplateInput, sendTemplateInput } from "@/server/contract/channel/sent-template";
import { contactEmail } from "@/server/contract/contact/inputs";
import { LIST_COUNT_MAX } from "@/server/contract/conversation/counters";
import { listGroups } from "@/server/contract/conversation/filter-inputs";
import {
  changeParticipantsInput,
  markSeenInput,
  markUnreadInput,
  newConversation,
  SEEN_MARKS_MAX,
  sendTranscriptInput,
  setAttributesInput,
} from "@/server/contract/conversation/inputs";
import { CONVERSATION_SORTS } from "@/server/contract/conversation/view";
import { fileIds } from "@/server/contract/file/file";
import { VIEWS_MAX } from "@/server/contract/live/frame";
import { viewFilter } from "@/server/contract/live/topics";
import { clientId, holdMs, newContent } from "@/server/contract/message/inputs";
import { addressedEmail } from "@/server/contract/message/message-email";
import { filteredLabel, labelsInput } from "@/server/contract/organising/label";
import { defined } from "@/server/lib/defined";
import {
  getConversation,
  getOwnConversation,
  listTransitions,
} from "@/server/queries/conversations/get-conversation";
import { listOwnConversations } from "@/server/queries/conversations/list-conversations";
import { countLists, readOwnMarks } from "@/server/queries/conversations/read-counters";
import { fillTemplateOf } from "@/server/queries/inboxes/channel-templates";
import { countViews } from "@/server/queries/organising/organising";
import type { MemberContext } from "@/server/trpc/context";
import { cursor, displayId, inboxId, limit, requireFewFiles, typed } from "@/server/trpc/inputs";
import { makeOnce } from "@/server/trpc/run-once";
import { memberProcedure, router } from "@/server/trpc/trpc";

const listInput = z.object({
  status: conversationStatus.nullish(),
  assignee: z.enum(["any", "me", "unassigned", "assigned"]).default("any"),
  inboxId: inboxId.nullish(),
  contactId: id.nullish(),
  label: filteredLabel.nullish(),
  assigneeId: id.nullish(),
  priority: priority.nullish(),
  teamId: id.nullish(),
  lifecycle: z.enum(["live", "trashed"]).default("live"),
  mentioned: z.literal("me").nullish(),
  anyOf: listGroups.optional(),
  sort: z.enum(CONVERSATION_SORTS).default("last_activity"),
  cursor,
  limit,
});

/** One conversation with how far the caller has seen it. */
const getOwn = ({ database, caller }: MemberContext, ref: { displayId: number }) =>
  getOwnConversation(database, caller, ref);

/** Conversations of the inboxes that the caller may see. `changes` has the changes with undo. */
export const conversationsRouter = router({
  list: memberProcedure
    .input(listInput)
    .query(({ ctx, input }) => listOwnConversations(ctx.database, ctx.caller, orNull(input))),
  get: memberProcedure.input(z.object({ displayId })).query(({ ctx, input }) => getOwn(ctx, input)),
  /** How far the caller has seen these conversations; those that they have never opened are left out. */
  seenMarks: memberProcedure
    .input(z.object({ conversationIds: z.array(id).max(SEEN_MARKS_MAX) }))
    .query(async ({ ctx, input }) => [
      ...(await readOwnMarks(ctx.database, ctx.caller, input.conversationIds)).values(),
    ]),
  counts: memberProcedure.query(({ ctx }) => countViews(ctx.database, ctx.caller)),
  /** The numbers of conversations of lists that have no maintained counter, each up to `max` + 1. */
  countLists: memberProcedure
    .input(
      z.object({
        filters: z.array(viewFilter).max(VIEWS_MAX),
        max: z.number().int().min(1).max(LIST_COUNT_MAX),
      }),
    )
    .query(({ ctx, input }) => countLists(ctx.database, ctx.caller, input)),
  /** Its transitions with their causes; newest first. */
  transitions: memberProcedure.input(z.object({ displayId, cursor, limit })).query(({ ctx, input }) =>
    listTransitions(ctx.database, ctx.caller, {
      conversation: { displayId: input.displayId },
      cursor: input.cursor ?? null,
      limit: input.limit,
    }),
  ),
  markSeen: memberProcedure.input(markSeenInput.extend({ displayId })).mutation(async ({ ctx, input }) => {
    await ctx
      .run(markSeen, ctx.caller, {
        conversation: { displayId: input.displayId },
        number: input.number,
      })
      .catch((error: unknown) => {
        // It was trashed while it was being read: not an error.
        if (!isRefusal(error) || error.refusal !== "conversation.trashed") throw error;
      });
    return getOwn(ctx, { displayId: input.displayId });
  }),
  markUnread: memberProcedure
    .input(markUnreadInput.extend({ displayId }))
    .mutation(async ({ ctx, input }) => {
      const { displayId: inView, ...from } = input;
      const conversation = { displayId: inView };
      await ctx.run(markUnread, ctx.caller, { conversation, ...defined(from) });
      return getOwn(ctx, conversation);
    }),
  setLabels: memberProcedure
    .input(labelsInput.safeExtend({ displayId }))
    .mutation(async ({ ctx, input: { displayId: inView, labels: set, ...some } }) => {
      const conversation = { displayId: inView };
      const change = { conversation, ...defined({ set, ...some }) };
      const { events, operationId } = await ctx.run(labelConversation, ctx.caller, change);
      const row = await getConversation(ctx.database, ctx.caller, conversation);
      return { row, operationId: events.length === 0 ? null : operationId };
    }),
  /** Adds and removes participants. */
  changeParticipants: memberProcedure
    .input(changeParticipantsInput.safeExtend({ displayId }))
    .mutation(async ({ ctx, input: { displayId: inView, ...change } }) => {
      const conversation = { displayId: inView };
      await ctx.run(changeParticipants, ctx.caller, { conversation, ...defined(change) });
      return getConversation(ctx.database, ctx.caller, conversation);
    }),
  /** Sets and removes some of its custom attributes. */
  setAttributes: memberProcedure
    .input(setAttributesInput.safeExtend({ displayId }))
    .mutation(async ({ ctx, input: { displayId: inView, ...change } }) => {
      const conversation = { displayId: inView };
      const input = { conversation, isTyped: true, ...defined(change) };
      const { events, operationId } = await ctx.run(setAttributes, ctx.caller, input);
      const row = await getConversation(ctx.database, ctx.caller, conversation);
      return { row, operationId: events.length === 0 ? null : operationId };
    }),
  /** Mails its public messages to an address. */
  sendTranscript: memberProcedure
    .meta({ isExpensive: true })
    .input(sendTranscriptInput.extend({ displayId, email: typed(contactEmail) }))
    .mutation(async ({ ctx, input: { displayId: inView, ...mail } }) => {
      requireMails(ctx);
      const { result } = await ctx.run(sendTranscript, ctx.caller, {
        conversation: { displayId: inView },
        ...mail,
      });
      return result;
    }),
  /**
   * Begins a conversation that is assigned to the caller, with a first message when `content` or a template of the inbox's
   * provider is given: once per `clientId`, however often it is requested.
   */
  start: memberProcedure
    .input(
      newConversation
        .pick({ inboxId: true, contactId: true })
        .extend({
          content: typed(newContent).optional(),
          clientId: clientId.optional(),
          holdMs: holdMs.default(0),
          fileIds: fileIds.optional(),
          /** In an email inbox. */
          email: addressedEmail.optional(),
          channelTemplate: sendTemplateInput.optional(),
        })
        .refine((input) => !input.channelTemplate || (input.content ?? input.fileIds) === undefined, {
          path: ["channelTemplate"],
          error: "is not allowed with content or fileIds",
        }),
    )
    .mutation(async ({ ctx, input: { inboxId: into, contactId, clientId: key, ...first } }) => {
      requireFewFiles(ctx.fileLimits, first);
      const message = await firstMessage(ctx, into, first);
      const conversationId = await makeOnce(
        ctx,
        createConversation,
        {
          inboxId: into,
          contactId,
          startedBy: "agent",
          orExisting: true,
          assigneeId: ctx.caller.userId,
          ...(message && { message }),
        },
        { kind: "conversation", clientId: key, idOf: ({ conversation }) => conversation.id },
      );
      return getConversation(ctx.database, ctx.caller, { conversationId });
    }),
});

const orNull = ({
  status,
  inboxId: inbox,
  contactId: contact,
  label: wanted,
  assigneeId,
  priority: urgency,
  teamId,
  cursor: after,
  ...filter
}: z.infer<typeof listInput>) => ({
  ...filter,
  status: status ?? null,
  inboxId: inbox ?? null,
  contactId: contact ?? null,
  label: wanted ?? null,
  assigneeId: assigneeId ?? null,
  priority: urgency ?? null,
  teamId: teamId ?? null,
  cursor: after ?? null,
});

type First = {
  content?: string | undefined;
  channelTemplate?: SendTemplateInput | undefined;
  holdMs: number;
};

/** The first message of a conversation, or null. */
async function firstMessage<M extends First>(
  ctx: MemberContext,
  into: number,
  { content, channelTemplate, ...rest }: M,
) {
  if (!channelTemplate) return content === undefined ? null : { content, ...rest };
  const { parameters, ...named } = channelTemplate;
  const filling = { ...named, parameters: () => parameters, field: "channelTemplate" };
  return { ...rest, ...(await fillTemplateOf(ctx, ctx.caller, into, filling)) };
}
