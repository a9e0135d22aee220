import { ANY_VIEW } from "@/server/contract/conversation/view";
import type { OwnedRows, ProcedureCase } from "./procedure-case";

/** A change of the conversation. */
const change = (input: (owned: OwnedRows) => object = () => ({})): ProcedureCase => ({
  kind: "mutation",
  input: (owned) => ({ displayId: owned.displayId, ...input(owned) }),
  foreign: "conversation.not_found",
  agent: "conversation.not_found",
});

const UNKNOWN = "0192f0c0-0000-7000-8000-000000000000";

/** In this order each of them succeeds, after the one that only reads. */
export const CHANGES: Record<string, ProcedureCase> = {
  "conversations.setAttributes": change(() => ({ set: { plan: "pro" } })),
  "conversations.markUnread": change(() => ({ from: 1 })),
  "conversations.countLists": {
    kind: "query",
    input: () => ({ filters: [{ ...ANY_VIEW, label: "vip" }], max: 99 }),
    foreign: null,
    agent: null,
  },
  "conversations.seenMarks": {
    kind: "query",
    input: () => ({ conversationIds: [1] }),
    foreign: null,
    agent: null,
  },
  "conversations.sendTranscript": {
    ...change(() => ({ email: "li@example.test" })),
    agent: "mail.not_configured",
    everyone: "mail.not_configured",
  },
  "messages.commands": { ...change(), kind: "query" },
  "actions.undoChanges": change(({ operationId }) => ({ operationId })),
  "changes.undoMacro": change(() => ({ operationId: UNKNOWN, unfollow: true })),
  "changes.runMacro": change(({ macroId }) => ({ macroId })),
  "changes.assign": change(() => ({ assigneeId: null })),
  "changes.assignTeam": change(() => ({ teamId: null })),
  "changes.setPriority": change(() => ({ priority: "high" })),
  "changes.move": change(({ inboxId }) => ({ inboxId })),
  "actions.changeStatus": change(() => ({ signal: "markPending" })),
  "actions.takeOver": change(),
  "actions.markSpam": change(),
  "actions.trashConversation": change(),
  "actions.restoreConversation": change(),
};
