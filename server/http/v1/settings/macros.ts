import { z } from "@hono/zod-openapi";
import {
  createMacro,
  deleteMacro,
  runMacro,
  undoMacro,
  updateMacro,
} from "@/server/commands/organising/macros";
import {
  createMacroInput,
  runMacroInput,
  undoMacroInput,
  updateMacroInput,
} from "@/server/contract/organising/macro";
import { nounRoutes } from "@/server/http/v1/_route/noun-routes";
import { post } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { conversation, listedMacro, macro } from "@/server/http/v1/schemas";
import { defined } from "@/server/lib/defined";
import { getConversation } from "@/server/queries/conversations/get-conversation";
import { listMacros } from "@/server/queries/organising/organising";

const tag = "Macros";
const inConversation = z.object({ displayId: pathId("conversation.not_found") });
const unknown = ["member.not_found", "team.not_found", "label.not_found"] as const;

export const macroRoutes = [
  ...nounRoutes({
    path: "/v1/macros",
    tag,
    notFound: "macro.not_found",
    answer: macro,
    list: {
      summary: "List everybody's macros and those of the token's member, by name",
      item: listedMacro,
      read: listMacros,
    },
    create: {
      summary: "Create a macro",
      body: createMacroInput.strict(),
      refuses: ["auth.forbidden", "macro.taken", "macro.too_many", ...unknown],
      command: createMacro,
    },
    update: {
      summary: "Update the name or the actions of a macro",
      body: updateMacroInput.strict(),
      refuses: ["auth.forbidden", "macro.not_found", "macro.taken", ...unknown],
      command: (tx, { id: macroId, ...fields }) => updateMacro(tx, { macroId, ...defined(fields) }),
    },
    remove: { summary: "Delete a macro", command: (tx, { id: macroId }) => deleteMacro(tx, { macroId }) },
  }),
  post(
    {
      path: "/v1/conversations/{displayId}/macro",
      tag,
      summary: "Run a macro on a conversation: all of its actions, or none",
      params: inConversation,
      body: runMacroInput.strict(),
      answer: z.object({
        operationId: z.uuid(),
        conversation,
        messageIds: z.array(z.number().int()),
        draft: z.string().nullable(),
      }),
      refuses: [
        "auth.forbidden",
        "channel.receives_only",
        "channel.window_closed",
        "conversation.not_found",
        "conversation.trashed",
        "label.moving",
        "label.too_many",
        "macro.not_found",
        "macro.value_missing",
        "message.no_recipient",
        "message.too_long",
        "message.unseen_newer",
        ...unknown,
      ],
    },
    async (tx, { caller, params, body }) => {
      const { messageIds, draft } = await runMacro(tx, { conversation: params, ...body });
      const row = await getConversation(tx, caller, params);
      const { operationId } = tx;
      return { operationId, conversation: { ...row.conversation, contact: row.contact }, messageIds, draft };
    },
  ),
  post(
    {
      path: "/v1/conversations/{displayId}/undo-macro",
      tag,
      summary: "Undo the run of a macro; `left` are the messages that reached the customer",
      params: inConversation,
      body: undoMacroInput.strict(),
      answer: z.object({ conversation, left: z.array(z.number().int()) }),
      refuses: [
        "conversation.not_found",
        "conversation.trashed",
        "message.not_found",
        "message.not_yours",
        "undo.not_found",
        "undo.superseded",
      ],
    },
    async (tx, { caller, params, body }) => {
      const { left } = await undoMacro(tx, { conversation: params, ...body });
      const row = await getConversation(tx, caller, params);
      return { conversation: { ...row.conversation, contact: row.contact }, left };
    },
  ),
];
