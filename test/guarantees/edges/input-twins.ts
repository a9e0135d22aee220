import { MESSAGE_TWINS } from "./message-twins";
import { SETTINGS_TWINS } from "./settings-twins";

export type Twin = {
  /** The route of `/v1`. */
  v1: string;
  /** Fields of tRPC's input that `/v1` has in its path. */
  target?: object;
  /** A body that both accept. */
  base: object;
  /** Wraps the body if tRPC's input is not flat. */
  toTrpc?: (body: object) => object;
  /** Fields that may be null in `/v1` and are required in tRPC. */
  needed?: readonly string[];
  /** The body has one field only, or the fields exclude each other. */
  isOneField?: true;
  /** Fields of `/v1` that the screens do not write. */
  onlyV1?: readonly string[];
};

const conversation = { displayId: 1 };

const ofConversation = (v1: string, base: object): Twin => ({ v1, target: conversation, base });
/** Every command that both `/v1` and tRPC reach with an input. */
export const TWINS: Record<string, Twin> = {
  "inboxes.create": { v1: "post /v1/inboxes", base: { name: "Web", channel: "api" }, onlyV1: ["policy"] },
  ...SETTINGS_TWINS,
  ...MESSAGE_TWINS,
  "inboxes.checkEvolution": {
    v1: "post /v1/inboxes/{id}/check-evolution",
    target: { inboxId: 1 },
    base: { url: "https://evolution.example", instance: "shop", apiKey: "key" },
  },
  "actions.changePolicy": {
    v1: "patch /v1/inboxes/{id}/policy",
    base: {},
    toTrpc: ({ reason, ...settings }: { reason?: unknown }) => ({ inboxId: 1, ...settings, reason }),
  },
  "actions.revertPolicyChange": {
    v1: "post /v1/inboxes/{id}/policy/changes/{changeId}/revert",
    target: { inboxId: 1, changeId: 1 },
    base: {},
  },
  "scheduled.schedule": {
    v1: "post /v1/conversations/{displayId}/scheduled-messages",
    target: conversation,
    base: { content: "Hello", sendAt: "2026-12-01T09:00:00Z" },
  },
  "scheduled.change": {
    v1: "patch /v1/scheduled-messages/{id}",
    target: { scheduledMessageId: 1 },
    base: {},
  },
  "conversations.sendTranscript": {
    v1: "post /v1/conversations/{displayId}/transcript",
    target: conversation,
    base: { email: "li@example.test" },
  },
  "contacts.create": {
    v1: "post /v1/contacts",
    base: { name: "Li", email: null, phone: null },
    onlyV1: [
      "inboxId",
      "sourceId",
      "isBlocked",
      "isIntegrationOwn",
      "customAttributes",
      "additionalAttributes",
    ],
  },
  "contacts.update": {
    v1: "patch /v1/contacts/{id}",
    target: { contactId: 1 },
    base: {},
    onlyV1: ["identifier", "isIntegrationOwn", "additionalAttributes"],
  },
  "contacts.merge": { v1: "post /v1/contacts/{id}/merge", target: { contactId: 1 }, base: { otherId: 2 } },
  "contacts.undo": {
    v1: "post /v1/contacts/{id}/undo",
    target: { contactId: 1 },
    base: { operationId: "0196f0a4-0000-7000-8000-000000000000" },
  },
  "contacts.setLabels": {
    v1: "post /v1/contacts/{id}/labels",
    target: { contactId: 1 },
    base: { labels: ["vip"] },
    isOneField: true,
  },
  "contacts.addNote": {
    v1: "post /v1/contacts/{id}/notes",
    target: { contactId: 1 },
    base: { content: "Li" },
  },
  "contacts.updateNote": {
    v1: "patch /v1/contacts/{id}/notes/{noteId}",
    target: { contactId: 1, noteId: 1 },
    base: { content: "Li" },
  },
  "contacts.import": { v1: "post /v1/contacts/import", base: { csv: "name\nLi", dryRun: true } },
  "conversations.start": {
    v1: "post /v1/conversations",
    base: { inboxId: 1, contactId: 1 },
    onlyV1: [
      ...["sourceId", "status", "snoozedUntil", "assigneeId", "teamId", "priority", "labels"],
      ...["customAttributes", "message"],
    ],
  },
  "actions.changeStatus": {
    v1: "post /v1/conversations/{displayId}/status",
    target: conversation,
    base: { signal: "resolve" },
  },
  "changes.assign": ofConversation("post /v1/conversations/{displayId}/assign", { assigneeId: null }),
  "changes.assignTeam": ofConversation("post /v1/conversations/{displayId}/team", { teamId: null }),
  "changes.setPriority": ofConversation("post /v1/conversations/{displayId}/priority", { priority: null }),
  "changes.setSubject": ofConversation("patch /v1/conversations/{displayId}", { subject: "" }),
  "changes.move": ofConversation("post /v1/conversations/{displayId}/move", { inboxId: 1 }),
  "actions.undoChanges": {
    v1: "post /v1/conversations/{displayId}/undo",
    target: conversation,
    base: { operationId: "0196f0a4-0000-7000-8000-000000000000" },
  },
  "conversations.markSeen": {
    v1: "post /v1/conversations/{displayId}/seen",
    target: conversation,
    base: { number: 1 },
  },
  "conversations.markUnread": {
    v1: "post /v1/conversations/{displayId}/unread",
    target: conversation,
    base: { from: 1 },
  },
  "conversations.setLabels": {
    v1: "post /v1/conversations/{displayId}/labels",
    target: conversation,
    base: { labels: ["vip"] },
    isOneField: true,
  },
  "groups.create": {
    v1: "post /v1/groups",
    base: { inboxId: 1, name: "Choir", members: [{ contactId: 1 }] },
    onlyV1: ["sourceId", "customAttributes"],
  },
  "groups.addMembers": {
    v1: "post /v1/conversations/{displayId}/members",
    target: conversation,
    base: { members: [{ contactId: 1 }] },
  },
  "groups.setRole": {
    v1: "patch /v1/conversations/{displayId}/members/{contactId}",
    target: { ...conversation, contactId: 1 },
    base: { role: "admin" },
    isOneField: true,
  },
  "conversations.changeParticipants": {
    v1: "post /v1/conversations/{displayId}/participants",
    target: conversation,
    base: { add: [1] },
  },
  "conversations.setAttributes": {
    v1: "post /v1/conversations/{displayId}/attributes",
    target: conversation,
    base: { set: { plan: "pro" } },
  },
  "messages.edit": { v1: "patch /v1/messages/{id}", target: { messageId: 1 }, base: { content: "Hello" } },
  "messages.forward": {
    v1: "post /v1/messages/{id}/forward",
    target: { messageId: 1 },
    base: { displayId: 1 },
  },
  "deletions.prepare": { v1: "post /v1/deletions/prepare", base: {}, isOneField: true },
  "deletions.confirm": { v1: "post /v1/deletions/confirm", base: { token: "t" } },
  "deletions.changeRetention": {
    v1: "patch /v1/account",
    base: { purgeAfterDays: 30 },
    onlyV1: ["logoFileId", "name", "timeZone", "language", "assignsOnReply"],
  },
  "me.setAvailability": {
    v1: "patch /v1/members/{id}",
    base: { availability: "online" },
    onlyV1: ["avatarFileId"],
  },
  "me.setAvatar": {
    v1: "patch /v1/members/{id}",
    base: { avatarFileId: 1 },
    onlyV1: ["availability"],
  },
  "queues.retryJob": { v1: "post /v1/queues/jobs/retry", base: { kind: "mails", key: "1:0:0:0:" } },
  "queues.discardJob": { v1: "post /v1/queues/jobs/discard", base: { kind: "mails", key: "1:0:0:0:" } },
  "webhooks.create": {
    v1: "post /v1/endpoints",
    base: { url: "https://example.test/", types: ["*"] },
    onlyV1: ["secret"],
  },
  "webhooks.update": { v1: "patch /v1/endpoints/{id}", target: { endpointId: 1 }, base: {} },
  "webhooks.test": {
    v1: "post /v1/endpoints/{id}/test",
    target: { endpointId: 1 },
    base: { type: "message.created" },
  },
  "webhooks.rotate": {
    v1: "post /v1/endpoints/{id}/rotate",
    target: { endpointId: 1 },
    base: {},
    onlyV1: ["secret"],
  },
};
