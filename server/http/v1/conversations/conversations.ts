import { z } from "@hono/zod-openapi";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { sendTranscript } from "@/server/commands/conversations/send-transcript";
import { setSubject } from "@/server/commands/conversations/set-fields";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { conversationStatus, priority } from "@/server/contract/_shared/dto";
import { writtenInstant } from "@/server/contract/_shared/primitives";
import { FILTER_VALUES_MAX, type ListGroup } from "@/server/contract/conversation/filter-group";
import {
  createConversationInput,
  sendTranscriptInput,
  setSubjectInput,
  transcriptDto,
} from "@/server/contract/conversation/inputs";
import { CONVERSATION_SORTS } from "@/server/contract/conversation/view";
import { filteredLabel } from "@/server/contract/organising/label";
import { given } from "@/server/http/v1/_route/read-body";
import { del, get, getDirectly, patch, post } from "@/server/http/v1/_route/route";
import {
  ALONE_SINCE,
  idQuery,
  isAloneSince,
  page,
  pathId,
  UPDATED_SINCE,
  updatedSince,
} from "@/server/http/v1/inputs";
import { conversation, deletion, message, pageOf, transition } from "@/server/http/v1/schemas";
import { defined } from "@/server/lib/defined";
import { JsonText } from "@/server/lib/json-text";
import { pageText } from "@/server/queries/_shared/page";
import { getDeletion } from "@/server/queries/conversations/deletions";
import {
  getChanged,
  getConversationTexts,
  listTransitions,
} from "@/server/queries/conversations/get-conversation";
import { listTexts } from "@/server/queries/conversations/list-conversations";
import type { ConversationFilter } from "@/server/queries/conversations/list-source";
import { listChangedConversations } from "@/server/queries/events/list-changed";
import { messageOf } from "@/server/queries/messages/get-message";

/** A value, or several by repeating the name. */
const several = <T extends z.ZodType>(value: T) =>
  z
    .union([value.transform((one) => [one]), z.array(value).min(1).max(FILTER_VALUES_MAX)])
    .openapi({ description: "Repeat the name for several values: any of them matches." });

/** The filters of the list of conversations, in a query string. */
const listFilterQuery = {
  status: several(conversationStatus).optional(),
  /** `trashed`: those in the trash. */
  lifecycle: z.enum(["live", "trashed"]).optional(),
  inboxId: several(idQuery).optional(),
  contactId: idQuery.optional(),
  assignee: z.enum(["any", "me", "unassigned", "assigned"]).optional(),
  /** `me`: those in which a note has mentioned the token's member. */
  mentioned: z.literal("me").optional(),
  assigneeId: several(idQuery).optional(),
  priority: several(priority).optional(),
  teamId: several(idQuery).optional(),
  label: several(filteredLabel).optional(),
  labelMatch: z
    .enum(["any", "all"])
    .optional()
    .openapi({ description: "Whether one or all of several labels are needed." }),
  createdFrom: writtenInstant.optional(),
  createdBefore: writtenInstant.optional(),
  activeFrom: writtenInstant.optional().openapi({ description: "Last active at or after this instant." }),
  activeBefore: writtenInstant.optional(),
  sort: z.enum(CONVERSATION_SORTS).optional(),
};
const parsed = z.object(listFilterQuery);

/** The list's filter of a query string. */
function toListFilter(query: z.infer<typeof parsed>): ConversationFilter {
  const { status, inboxId, assigneeId, priority: urgency, teamId, label, ...rest } = query;
  const { lifecycle, contactId, assignee, mentioned, sort, ...values } = rest;
  const group: ListGroup = {
    ...values,
    ...defined({ statuses: status, inboxIds: inboxId, assignees: assigneeId, teamIds: teamId }),
    ...defined({ priorities: urgency, labels: label }),
  };
  return { ...defined({ lifecycle, contactId, assignee, mentioned, sort }), anyOf: [group] };
}

const tag = "Conversations";
const params = z.object({ displayId: pathId("conversation.not_found") });

const filter = z
  .strictObject({ ...listFilterQuery, updatedSince, ...page })
  .refine(isAloneSince, ALONE_SINCE);

/** `message`: the first one, if there is one. `sourceId`: the contact's name in the inbox. */
const createdConversation = conversation.extend({
  message: z.object(message.shape).nullable(),
  sourceId: z.string(),
});

/** A conversation with its contact among its members, from their texts. */
const withContact = ({ conversation, contact }: Awaited<ReturnType<typeof getConversationTexts>>) =>
  new JsonText<z.infer<typeof conversation>>(`${conversation.text.slice(0, -1)},"contact":${contact.text}}`);

export const conversationRoutes = [
  getDirectly(
    {
      path: "/v1/conversations",
      tag,
      summary: "List conversations by last activity or creation, newest first, or by longest waiting",
      description: `Repeat the name of a filter for several values. ${UPDATED_SINCE}`,
      query: filter,
      answer: pageOf(conversation),
      refuses: ["cursor.invalid"],
    },
    async ({ caller, query: { updatedSince, cursor, limit, ...query }, services }) => {
      const { database } = services;
      const slice = { ...(cursor !== undefined && { cursor }), limit };
      if (!updatedSince) {
        const page = await listTexts(database, caller, { ...toListFilter(query), ...slice });
        return pageText({ ...page, data: page.data.map(withContact) });
      }
      const found = await listChangedConversations(database, caller, { ...slice, updatedSince });
      return { ...found, data: found.data.map((row) => ({ ...row.conversation, contact: row.contact })) };
    },
  ),
  post(
    {
      path: "/v1/conversations",
      tag,
      summary: "Create a conversation; the inbox's policy decides its status",
      body: createConversationInput.strict(),
      answer: createdConversation,
      status: 201,
      location: ({ displayId }) => `/v1/conversations/${displayId}`,
      refuses: [
        "attributes.too_much",
        "channel.receives_only",
        "channel.window_closed",
        "contact.is_group",
        "contact.not_found",
        "conversation.exists",
        "inbox.not_found",
        "label.moving",
        "label.too_many",
        "member.not_found",
        "message.no_recipient",
        "message.too_long",
        "team.not_found",
        "conversation.snooze_in_past",
        "source_id.taken",
      ],
    },
    async (tx, { body: { message, ...body } }) => {
      const made = await createConversation(tx, {
        ...body,
        startedBy: "other",
        ...(message && { message: given(message) }),
      });
      const { conversation, contact } = await getChanged(tx, { conversationId: made.conversation.id });
      const sent = made.message && messageOf(made.message);
      return { ...conversation, contact, message: sent, sourceId: made.sourceId };
    },
  ),
  getDirectly(
    {
      path: "/v1/conversations/{displayId}",
      tag,
      summary: "Get a conversation, with its status and the cause of the status",
      params,
      answer: conversation,
      refuses: ["conversation.not_found"],
    },
    async ({ caller, params, services }) =>
      withContact(await getConversationTexts(services.database, caller, params)),
  ),
  patch(
    {
      path: "/v1/conversations/{displayId}",
      tag,
      summary: "Change the subject; an empty one removes it",
      params,
      body: setSubjectInput.strict(),
      answer: conversation,
      refuses: ["conversation.not_found", "conversation.trashed"],
    },
    async (tx, { params, body }) => {
      await setSubject(tx, { conversation: params, ...body });
      const changed = await getChanged(tx, params);
      return { ...changed.conversation, contact: changed.contact };
    },
  ),
  del(
    {
      path: "/v1/conversations/{displayId}",
      tag,
      summary: "Trash and permanently delete a conversation in one operation; responds with the deletion",
      description:
        "Requires an administrator's token with the scope `conversations:purge`. Emits `conversation.trashed` (unless it is " +
        "in the trash), `conversation.purged` and `operation.succeeded`. A second call: not found.",
      params,
      answer: deletion,
      refuses: ["auth.forbidden", "auth.scope_missing", "conversation.not_found", "inbox.legal_hold"],
    },
    async (tx, { caller, params }) => {
      await deleteConversation(tx, { conversation: params });
      return getDeletion(tx, caller, { operationId: tx.operationId });
    },
  ),
  post(
    {
      path: "/v1/conversations/{displayId}/transcript",
      tag,
      summary: "Mail the conversation's public messages to an address",
      description:
        "The newest 500 messages as plain text, without notes; `locale` is that of the mail's own words. Needs a mail server (`SMTP_URL`). " +
        "Only an administrator's token names another address than the customer's or its member's; the audit log has it. " +
        "A member sends 100 in 24 hours.",
      params,
      isExpensive: true,
      needsMails: true,
      body: sendTranscriptInput.strict(),
      answer: transcriptDto,
      refuses: [
        "auth.forbidden",
        "conversation.not_found",
        "conversation.trashed",
        "mail.not_configured",
        "transcript.other_address",
      ],
    },
    (tx, { params, body }) => sendTranscript(tx, { conversation: params, ...body }),
  ),
  get(
    {
      path: "/v1/conversations/{displayId}/transitions",
      tag,
      summary: "List every status the conversation had, each with its cause; newest first",
      params,
      query: z.strictObject(page),
      answer: pageOf(transition),
      refuses: ["conversation.not_found", "cursor.invalid"],
    },
    ({ caller, params, query, services }) =>
      listTransitions(services.database, caller, { conversation: params, ...query }),
  ),
];
