import { z } from "@hono/zod-openapi";
import { deleteMessage, editMessage, restoreMessage } from "@/server/commands/messages/edit-message";
import { forwardAsNote } from "@/server/commands/messages/notes";
import { editMessageInput, forwardAsNoteInput } from "@/server/contract/message/inputs";
import { revisionDto } from "@/server/contract/message/message-facts";
import { get, patch, post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { message } from "@/server/http/v1/schemas";
import { getMessage } from "@/server/queries/messages/get-message";
import { listRevisions } from "@/server/queries/messages/list-messages";

const tag = "Messages";
const byMessage = z.object({ id: pathId("message.not_found") });
const change = ["message.not_found", "message.not_yours", "conversation.trashed"] as const;

export const messageChangeRoutes = [
  patch(
    {
      path: "/v1/messages/{id}",
      tag,
      summary: "Edit one of your own messages or notes",
      description:
        "Notes can be edited at any time. Messages can be edited before they are sent, after they failed, and after they were sent if the inbox's channel supports it. Previous versions are kept.",
      params: byMessage,
      body: editMessageInput.strict(),
      answer: message,
      refuses: [
        ...change,
        "message.content_missing",
        "message.too_long",
        "message.not_editable",
        "message.already_left",
        "message.edit_too_late",
        "message.file_not_editable",
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
      summary: "Delete one of your own messages or notes",
      description:
        "Its text is removed, and `deletedBy` names who deleted it. On an `api` inbox a token also deletes a customer's message, which the customer took back. A message that has not been sent yet must be withdrawn instead: `message.held`.",
      params: byMessage,
      answer: message,
      refuses: [
        ...change,
        "message.not_deletable",
        "message.already_left",
        "message.delete_too_late",
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
      summary: "Restore one of your own deleted messages, within a day",
      params: byMessage,
      answer: message,
      refuses: [...change, "message.taken_back", "undo.not_found"],
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
      summary: "List the previous versions of a message, newest first",
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
      summary: "Forward a message as a private note to another conversation",
      description: "`contentAttributes.forwardedFrom` of the note names the original message.",
      params: byMessage,
      body: forwardAsNoteInput.strict(),
      answer: message,
      status: 201,
      location: ({ id }) => `/v1/messages/${id}`,
      refuses: [
        "client_id.taken",
        "message.not_found",
        "message.deleted",
        "conversation.not_found",
        "conversation.trashed",
      ],
    },
    async (tx, { caller, params, body }) => {
      const done = await forwardAsNote(tx, { messageId: params.id, to: body });
      return getMessage(tx, caller, done.message.id);
    },
  ),
];
