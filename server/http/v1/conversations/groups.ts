import { z } from "@hono/zod-openapi";
import {
  addMembers,
  deliveredToMember,
  readByMember,
  removeMembers,
  setMemberRole,
} from "@/server/commands/groups/change-members";
import { createGroup } from "@/server/commands/groups/create-group";
import { MESSAGE_NUMBER_MAX } from "@/server/contract/_shared/limits";
import {
  addMembersInput,
  createGroupInput,
  memberPositionInput,
  setMemberRoleInput,
} from "@/server/contract/conversation/inputs";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { page, pathId, whole } from "@/server/http/v1/inputs";
import { conversation, historyMessage, listedMember, pageOf } from "@/server/http/v1/schemas";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import {
  findConversationMembers,
  getConversationMember,
  listConversationMembers,
  listHistoryPage,
} from "@/server/queries/conversations/groups";

const tag = "Groups";
const ofConversation = z.object({ displayId: pathId("conversation.not_found") });
const ofMember = ofConversation.extend({ contactId: pathId("conversation_member.not_found") });

const isTrue = z.enum(["true", "false"]).transform((value) => value === "true");

const NOT_A_MEMBER = ["conversation.not_found", "conversation_member.not_found"] as const;
const CHANGES = [...NOT_A_MEMBER, "conversation.no_group", "conversation.trashed"] as const;

export const groupRoutes = [
  post(
    {
      path: "/v1/groups",
      tag,
      summary: "Create a group: a conversation with several customers",
      description:
        "Creates a contact that stands for the group, its conversation and its members, and tells it to them by a system message. Emits `contact.created`, `conversation.created`, `conversation_member.joined` for each, and `message.created`.",
      body: createGroupInput.strict(),
      answer: conversation.extend({ sourceId: z.string() }),
      status: 201,
      location: ({ displayId }) => `/v1/conversations/${displayId}`,
      refuses: [
        "attributes.too_much",
        "contact.is_group",
        "contact.not_found",
        "conversation_member.too_many",
        "inbox.not_found",
        "source_id.taken",
      ],
    },
    async (tx, { caller, body }) => {
      const made = await createGroup(tx, { ...body, startedBy: "other" });
      const found = await getConversation(tx, caller, { conversationId: made.conversation.id });
      return { ...found.conversation, contact: found.contact, sourceId: made.sourceId };
    },
  ),
  get(
    {
      path: "/v1/conversations/{displayId}/members",
      tag,
      summary: "List the customers who read a conversation's history, in the order in which they joined",
      params: ofConversation,
      query: z.strictObject({
        former: isTrue
          .optional()
          .openapi({ description: "`true`: also those who left. Default: those who are in it." }),
        ...page,
      }),
      answer: pageOf(listedMember),
      refuses: ["conversation.not_found", "cursor.invalid"],
    },
    ({ caller, params, query: { former = false, ...query }, services }) =>
      listConversationMembers(services.database, caller, {
        conversation: params,
        includesFormer: former,
        ...query,
      }),
  ),
  post(
    {
      path: "/v1/conversations/{displayId}/members",
      tag,
      summary: "Add contacts to a group; members stay as they are",
      description: "Responds with the members that joined. A system message tells it to all members.",
      params: ofConversation,
      body: addMembersInput.strict(),
      answer: z.object({ data: z.array(listedMember) }),
      refuses: [
        "contact.is_group",
        "contact.not_found",
        "conversation.no_group",
        "conversation.not_found",
        "conversation.trashed",
        "conversation_member.too_many",
      ],
    },
    async (tx, { caller, params, body }) => {
      const { members } = await addMembers(tx, { conversation: params, ...body });
      const ids = members.map(({ id }) => id);
      return { data: await findConversationMembers(tx, caller, ids) };
    },
  ),
  patch(
    {
      path: "/v1/conversations/{displayId}/members/{contactId}",
      tag,
      summary: "Change the role of a member",
      params: ofMember,
      body: setMemberRoleInput.strict(),
      answer: listedMember,
      refuses: CHANGES,
    },
    async (tx, { caller, params: { contactId, ...ref }, body }) => {
      const { id } = await setMemberRole(tx, { conversation: ref, contactId, ...body });
      return getConversationMember(tx, caller, id);
    },
  ),
  del(
    {
      path: "/v1/conversations/{displayId}/members/{contactId}",
      tag,
      summary: "Remove a member from a group; repeated, it changes nothing",
      description: "What they wrote remains. A system message tells it to the others.",
      params: ofMember,
      query: z.strictObject({
        left: isTrue
          .optional()
          .openapi({ description: "`true`: they left by themselves. Default: they were removed." }),
      }),
      answer: listedMember,
      refuses: CHANGES,
    },
    async (tx, { caller, params: { contactId, ...ref }, query: { left = false } }) => {
      const { members } = await removeMembers(tx, {
        conversation: ref,
        contactIds: [contactId],
        isLeaving: left,
      });
      return getConversationMember(tx, caller, members[0]?.id ?? 0);
    },
  ),
  post(
    {
      path: "/v1/conversations/{displayId}/members/{contactId}/read",
      tag,
      summary: "Report up to which number of the history a member has read",
      description:
        "The position only rises. Once all members have read an outgoing message, its status becomes `read`.",
      params: ofMember,
      body: memberPositionInput.strict(),
      answer: listedMember,
      refuses: NOT_A_MEMBER,
    },
    async (tx, { caller, params: { contactId, ...ref }, body }) => {
      const { id } = await readByMember(tx, { conversation: ref, contactId, ...body });
      return getConversationMember(tx, caller, id);
    },
  ),
  post(
    {
      path: "/v1/conversations/{displayId}/members/{contactId}/delivered",
      tag,
      summary: "Report up to which number of the history messages were delivered to a member",
      description: "As `read`: once all members have an outgoing message, its status becomes `delivered`.",
      params: ofMember,
      body: memberPositionInput.strict(),
      answer: listedMember,
      refuses: NOT_A_MEMBER,
    },
    async (tx, { caller, params: { contactId, ...ref }, body }) => {
      const { id } = await deliveredToMember(tx, { conversation: ref, contactId, ...body });
      return getConversationMember(tx, caller, id);
    },
  ),
  get(
    {
      path: "/v1/conversations/{displayId}/history",
      tag,
      summary: "List the messages that a conversation's members read, by the number of their history",
      description:
        "`historyNumber` is dense from 1, in the order in which messages became visible to the members: without notes, activity lines and what was withdrawn. With `after` or `before`, the messages after or before that number, oldest first; without both, the newest. Empty for a conversation without members.",
      params: ofConversation,
      query: z
        .strictObject({
          after: whole(0, MESSAGE_NUMBER_MAX).optional(),
          before: whole(1, MESSAGE_NUMBER_MAX).optional(),
          limit: page.limit,
        })
        .refine(({ after, before }) => after === undefined || before === undefined, {
          path: ["before"],
          error: "cannot be combined with after",
        }),
      answer: z.object({ data: z.array(historyMessage), asOf: z.string() }),
      refuses: ["conversation.not_found"],
    },
    async ({ caller, params, query: { after, before, limit }, services }) => {
      const direction = after === undefined ? ("desc" as const) : ("asc" as const);
      const range = { from: (after ?? 0) + 1, to: (before ?? MESSAGE_NUMBER_MAX + 1) - 1 };
      const found = await listHistoryPage(services.database, caller, {
        conversation: params,
        ...range,
        direction,
        limit,
      });
      return direction === "asc" ? found : { ...found, data: found.data.reverse() };
    },
  ),
];
