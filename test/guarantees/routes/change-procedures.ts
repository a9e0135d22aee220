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
  "changes.setSubject": change(() => ({ subject: "Lost parcel" })),
  "changes.move": change(({ inboxId }) => ({ inboxId })),
  "actions.changeStatus": change(() => ({ signal: "markPending" })),
  "actions.takeOver": { ...change(), after: ["actions.changeStatus"] },
  "actions.markSpam": change(),
  "actions.trashConversation": change(),
  "actions.restoreConversation": change(),
};

const ofScheduled = (fields: object = {}): ProcedureCase => ({
  kind: "mutation",
  input: ({ scheduledMessageId }) => ({ scheduledMessageId, ...fields }),
  foreign: "scheduled_message.not_found",
  agent: "scheduled_message.not_found",
});

/** Procedures of scheduled messages. */
export const SCHEDULED: Record<string, ProcedureCase> = {
  "scheduled.list": { ...change(), kind: "query" },
  "scheduled.schedule": change(() => ({ content: "Angekommen?", sendAt: "2027-05-01T09:00:00Z" })),
  "scheduled.change": ofScheduled({ content: "Ist es angekommen?" }),
  "scheduled.sendNow": ofScheduled(),
  // It has been sent.
  "scheduled.cancel": {
    ...ofScheduled(),
    everyone: "scheduled_message.not_found",
    after: ["scheduled.sendNow"],
  },
};

const ofBulk = { foreign: "bulk_operation.not_found" } as const;

/** Procedures of bulk operations. */
export const BULK: Record<string, ProcedureCase> = {
  "bulk.get": { kind: "query", input: ({ bulkId }) => ({ id: bulkId }), ...ofBulk, agent: null },
  "bulk.list": { kind: "query", input: () => ({ limit: 20 }), foreign: null, agent: "auth.forbidden" },
  "bulk.refused": {
    kind: "query",
    input: ({ bulkId }) => ({ id: bulkId }),
    ...ofBulk,
    agent: "bulk_operation.not_found",
  },
  "bulk.cancel": {
    kind: "mutation",
    input: ({ bulkId }) => ({ id: bulkId }),
    ...ofBulk,
    agent: "bulk_operation.not_found",
  },
  // It has ended: only who may cancel a running one may undo it.
  "bulk.start": {
    kind: "mutation",
    input: ({ bulkId }) => ({ action: "undo", params: { bulkOperationId: bulkId } }),
    ...ofBulk,
    agent: null,
    after: ["bulk.cancel"],
  },
};

const group = ({ groupDisplayId }: OwnedRows) => ({ displayId: groupDisplayId });
const member = (o: OwnedRows) => ({ ...group(o), contactId: o.contactId });
const ofConversation = { foreign: "conversation.not_found", agent: "conversation.not_found" } as const;

/** Procedures of groups, of which the contact is a member. */
export const GROUPS: Record<string, ProcedureCase> = {
  "groups.create": {
    kind: "mutation",
    input: ({ inboxId, contactId }) => ({ inboxId, name: "Chor", members: [{ contactId }] }),
    foreign: "inbox.not_found",
    agent: "inbox.not_found",
  },
  "groups.members": { kind: "query", input: group, ...ofConversation },
  "groups.setRole": { kind: "mutation", input: (o) => ({ ...member(o), role: "admin" }), ...ofConversation },
  "groups.addMembers": {
    kind: "mutation",
    input: (o) => ({ ...group(o), members: [{ contactId: o.twinId }] }),
    ...ofConversation,
  },
  "groups.removeMember": { kind: "mutation", input: member, ...ofConversation },
};
