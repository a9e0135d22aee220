import { z } from "@hono/zod-openapi";
import type { Command } from "@/server/commands/_run/run";
import type { Change } from "@/server/commands/conversations/_steps/apply-change";
import { assignConversation, assignTeam, changeParticipants } from "@/server/commands/conversations/assign";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { markSeen, markUnread } from "@/server/commands/conversations/mark-seen";
import { moveConversation } from "@/server/commands/conversations/move-conversation";
import { setAttributes, setPriority } from "@/server/commands/conversations/set-fields";
import { restoreConversation, trashConversation } from "@/server/commands/conversations/trash";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { labelConversation } from "@/server/commands/organising/labels";
import { markReadUpTo } from "@/server/commands/receipts/record-receipts";
import type { RefusalCode } from "@/server/contract/_shared/refusal";
import {
  assignConversationInput,
  assignTeamInput,
  changeParticipantsInput,
  changeStatusInput,
  markReadUpToInput,
  markSeenInput,
  markUnreadInput,
  moveConversationInput,
  setAttributesInput,
  setPriorityInput,
  undoChangesInput,
} from "@/server/contract/conversation/inputs";
import type { Parsed } from "@/server/http/v1/_route/read-body";
import { post } from "@/server/http/v1/_route/route";
import type { Input } from "@/server/http/v1/_route/route-spec";
import { labelsBody, pathId } from "@/server/http/v1/inputs";
import { conversation } from "@/server/http/v1/schemas";
import { type ConversationWithContact, getChanged } from "@/server/queries/conversations/get-conversation";

type Target = { displayId: number };

/**
 * A POST on one conversation that returns the changed conversation. `changeOf`: the same as a change that shares its transaction with
 * others that wait.
 */
const action = <B>(
  name: string,
  { summary, body, refuses }: { summary: string; body?: z.ZodType<B>; refuses: readonly RefusalCode[] },
  command: Command<{ conversation: Target; body: Parsed<B> }, unknown>,
  changeOf?: (body: Parsed<B>) => Change,
) => {
  const changed: Command<Input<Target, unknown, B>, Answer> = async (tx, { params, body }) => {
    await command(tx, { conversation: params, body });
    return answerOf(await getChanged(tx, params));
  };
  return post(
    {
      path: `/v1/conversations/{displayId}/${name}`,
      tag: "Conversations",
      summary,
      params: z.object({ displayId: pathId("conversation.not_found") }),
      ...(body && { body }),
      answer: conversation,
      direct: true,
      refuses: ["conversation.not_found", ...refuses],
    },
    changed,
    changeOf && {
      shared: ({ params, body }) => ({ to: params, change: changeOf(body), answer: answerOf }),
    },
  );
};

type Answer = z.infer<typeof conversation>;

const answerOf = ({ conversation, contact }: ConversationWithContact): Answer => ({
  ...conversation,
  contact,
});

export const conversationActionRoutes = [
  action(
    "status",
    {
      summary: "Resolve, reopen, mark pending, snooze, wake or hand off a conversation",
      body: changeStatusInput.strict(),
      refuses: [
        "conversation.not_pending",
        "conversation.not_snoozed",
        "conversation.trashed",
        "conversation.snooze_in_past",
      ],
    },
    (tx, { conversation, body }) => changeStatus(tx, { conversation, ...body }),
    (body) => ({ kind: "status", ...body }),
  ),
  action(
    "assign",
    {
      summary: "Assign the conversation to a member; null unassigns it",
      body: assignConversationInput.strict(),
      refuses: ["member.not_found", "conversation.trashed"],
    },
    (tx, { conversation, body }) => assignConversation(tx, { conversation, ...body }),
    (body) => ({ kind: "assign", ...body }),
  ),
  action(
    "labels",
    {
      summary: "Replace all labels, or add and remove some",
      body: labelsBody,
      refuses: ["conversation.trashed", "label.moving", "label.too_many"],
    },
    (tx, { conversation, body: { labels, ...some } }) =>
      labelConversation(tx, { conversation, ...some, ...(labels && { set: labels }) }),
  ),
  action(
    "team",
    {
      summary: "Assign the conversation to a team, in addition to its assignee; null removes the team",
      body: assignTeamInput.strict(),
      refuses: ["team.not_found", "conversation.trashed"],
    },
    (tx, { conversation, body }) => assignTeam(tx, { conversation, ...body }),
  ),
  action(
    "move",
    {
      summary:
        "Move the conversation to another inbox and its policy; an assignee without access to that inbox is removed",
      body: moveConversationInput.strict(),
      refuses: [
        "inbox.not_found",
        "inbox.legal_hold",
        "conversation.contact_unreachable",
        "conversation.exists",
        "conversation.trashed",
      ],
    },
    (tx, { conversation, body }) => moveConversation(tx, { conversation, ...body }),
  ),
  action(
    "participants",
    {
      summary: "Add or remove followers, who are notified when the customer writes",
      body: changeParticipantsInput.strict(),
      refuses: ["member.not_found", "conversation.trashed"],
    },
    (tx, { conversation, body }) => changeParticipants(tx, { conversation, ...body }),
  ),
  action(
    "priority",
    {
      summary: "Set the priority; null removes it",
      body: setPriorityInput.strict(),
      refuses: ["conversation.trashed"],
    },
    (tx, { conversation, body }) => setPriority(tx, { conversation, ...body }),
  ),
  action(
    "attributes",
    {
      summary: "Set and remove custom attributes; the others are unchanged",
      body: setAttributesInput.strict(),
      refuses: ["attributes.too_much", "conversation.trashed"],
    },
    (tx, { conversation, body }) => setAttributes(tx, { conversation, ...body }),
  ),
  action(
    "trash",
    {
      summary: "Move the conversation to the trash; its status is unchanged",
      refuses: [],
    },
    (tx, { conversation }) => trashConversation(tx, { conversation }),
  ),
  action(
    "restore",
    {
      summary: "Restore the conversation from the trash; if its snooze ended in the meantime, it is open",
      refuses: [],
    },
    (tx, { conversation }) => restoreConversation(tx, { conversation }),
  ),
  action(
    "undo",
    {
      summary:
        "Undo what an operation changed: inbox, status, assignee, labels, priority, team, attributes, or moving it to the trash",
      body: undoChangesInput.strict(),
      refuses: [
        "conversation.trashed",
        "inbox.legal_hold",
        "inbox.not_found",
        "conversation.contact_unreachable",
        "conversation.exists",
        "member.not_found",
        "team.not_found",
        "undo.not_found",
        "undo.superseded",
      ],
    },
    (tx, { conversation, body }) => undoChanges(tx, { conversation, ...body }),
  ),
  action(
    "read",
    {
      summary: "Report that the customer has read up to an instant; defaults to now",
      body: markReadUpToInput.strict(),
      refuses: [],
    },
    (tx, { conversation, body }) => markReadUpTo(tx, { conversation, ...body }),
  ),
  action(
    "seen",
    {
      summary: "Mark the messages up to this number as seen by the token's user",
      body: markSeenInput.strict(),
      refuses: ["conversation.trashed"],
    },
    (tx, { conversation, body }) => markSeen(tx, { conversation, ...body }),
  ),
  action(
    "unread",
    {
      summary:
        "Mark the conversation as unread for the token's user, from message `from` on; defaults to the customer's last one",
      body: markUnreadInput.strict(),
      refuses: ["conversation.trashed"],
    },
    (tx, { conversation, body }) => markUnread(tx, { conversation, ...body }),
  ),
];
