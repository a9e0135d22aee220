import { z } from "@hono/zod-openapi";
import { deleteMessage } from "@/server/commands/messages/delete-message";
import { editMessage } from "@/server/commands/messages/edit-message";
import { forwardAsNote } from "@/server/commands/messages/forward-as-note";
import { restoreMessage } from "@/server/commands/messages/restore-message";
import { editMessageInput, forwardAsNoteInput } from "@/server/contract/message/inputs";
import { revisionDto } from "@/server/contract/message/revision";
import { get, patch, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { message } from "@/server/http/v1/schemas";
import { getMessage } from "@/server/queries/messages/get-message";
import { listRevisions } from "@/server/queries/messages/list-revisions";

const tag = "Messages";
const byMessage = z.object({ id: pathId("message.not_found") });
const change = ["message.not_found", "message.not_yours", "conversation.trashed"] as const;

export const messageChangeRoutes = [
  patch(
    {
      path: "/v1/messages/{id}",
      tag,
      summary: "Change the text of a message or note of yours",
      description:
        "Notes at any time; messages while they are held, when they failed, and once they have left where the inbox's channel can. What it said before is kept.",
      params: byMessage,
      body: editMessageInput.strict(),
      answer: message,
      refuses: [
        ...change,
        "message.content_missing",
        "message.not_editable",
        "message.already_left",
        "message.deleted",
      ],
    },
    async (tx, { caller, params, body }) => {
      const row = await editMessage(tx, { messageId: params.id, ...body });
      return getMessage(tx, caller, row.id);
    },
  ),
  post(
    {
      path: "/v1/messages/{id}/delete",
      tag,
      summary: "Delete a message or note of yours",
      description:
        "Its text is gone, and `deletedBy` says who did it. One that has not left yet is withdrawn instead: `message.held`.",
      params: byMessage,
      answer: message,
      refuses: [
        ...change,
        "message.not_deletable",
        "message.already_left",
        "message.deleted",
        "message.held",
      ],
    },
    async (tx, { caller, params }) => {
      const row = await deleteMessage(tx, { messageId: params.id });
      return getMessage(tx, caller, row.id);
    },
  ),
  post(
    {
      path: "/v1/messages/{id}/restore",
      tag,
      summary: "Put a deleted message of yours back, within a day",
      params: byMessage,
      answer: message,
      refuses: [...change, "undo.not_found"],
    },
    async (tx, { caller, params }) => {
      const row = await restoreMessage(tx, { messageId: params.id });
      return getMessage(tx, caller, row.id);
    },
  ),
  get(
    {
      path: "/v1/messages/{id}/revisions",
      tag,
      summary: "What a message said before it was changed, newest first",
      params: byMessage,
      answer: z.object({ data: z.array(revisionDto) }),
      refuses: ["message.not_found"],
    },
    async ({ caller, params, services }) => ({
      data: await listRevisions(services.database, caller, params.id),
    }),
  ),
  post(
    {
      path: "/v1/messages/{id}/forward",
      tag,
      summary: "Copy a message as a private note into another conversation",
      description: "`contentAttributes.forwardedFrom` of the note says where it came from.",
      params: byMessage,
      body: forwardAsNoteInput.strict(),
      answer: message,
      status: 201,
      refuses: ["message.not_found", "message.deleted", "conversation.not_found", "conversation.trashed"],
    },
    async (tx, { caller, params, body }) => {
      const done = await forwardAsNote(tx, { messageId: params.id, to: body });
      return getMessage(tx, caller, done.message.id);
    },
  ),
];
