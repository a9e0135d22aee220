import { NO_TOPICS } from "@/server/contract/live/topics";
import { DEFAULT_POLICY } from "@/server/domain/inbox/policy";
import { CHANGES } from "./change-procedures";
import { CONTACTS } from "./contact-procedures";
import { MEMBER } from "./member-procedures";
import { ORGANIZING } from "./organising-procedures";
import type { OwnedRows, ProcedureCase } from "./procedure-case";
import { QUEUES } from "./queue-procedures";
import { REPLIES } from "./reply-procedures";
import { INBOX_CHECKS, WEBHOOKS } from "./webhook-procedures";

const query = { kind: "query" } as const;
const mutation = { kind: "mutation" } as const;
const nothing = () => undefined;
const A_TOPICS_CHANGE = { connectionId: crypto.randomUUID(), topics: NO_TOPICS, after: "", revision: 1 };
const ofInbox = { foreign: "inbox.not_found", agent: "inbox.not_found" } as const;
const ofConversation = { foreign: "conversation.not_found", agent: "conversation.not_found" } as const;
const ofMessage = { foreign: "message.not_found", agent: "message.not_found" } as const;
const inbox = ({ inboxId }: OwnedRows) => ({ inboxId });
const conversation = ({ displayId }: OwnedRows) => ({ displayId });
const member = ({ memberId }: OwnedRows) => ({ userId: memberId });
const note = ({ noteId }: OwnedRows) => ({ messageId: noteId });
const message = ({ messageId }: OwnedRows) => ({ messageId });
const selected = ({ noteId }: OwnedRows) => ({ messageIds: [noteId] });

/** Every procedure of the router. A new one without an entry fails the first test. */
export const PROCEDURES: Record<string, ProcedureCase> = {
  ...MEMBER,
  "inboxes.list": { ...query, input: nothing, foreign: null, agent: null },
  "inboxes.get": { ...query, input: inbox, ...ofInbox },
  "inboxes.policyPreview": { ...query, input: (o) => ({ ...inbox(o), draft: DEFAULT_POLICY }), ...ofInbox },
  "inboxes.policyWarnings": { ...query, input: (o) => ({ ...inbox(o), draft: DEFAULT_POLICY }), ...ofInbox },
  "inboxes.policyReplay": {
    ...query,
    input: (o) => ({ ...inbox(o), draft: { ...DEFAULT_POLICY, botEnabled: true } }),
    ...ofInbox,
  },
  ...INBOX_CHECKS,
  "inboxes.policyChanges": { ...query, input: inbox, ...ofInbox },
  "actions.changePolicy": {
    ...mutation,
    input: (o) => ({ ...inbox(o), startAsPending: true }),
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "actions.revertPolicyChange": {
    ...mutation,
    input: (o) => ({ ...inbox(o), changeId: o.changeId }),
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "inboxes.create": {
    ...mutation,
    input: () => ({ name: "Laden", channel: "api" }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "inboxes.update": {
    ...mutation,
    input: (o) => ({ ...inbox(o), messagesStartAs: "sent" }),
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "inboxes.changeRetention": {
    ...mutation,
    input: (o) => ({ ...inbox(o), deleteResolvedAfterDays: 3_650 }),
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "inboxes.countResolved": {
    ...query,
    input: (o) => ({ ...inbox(o), deleteResolvedAfterDays: 30 }),
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "inboxes.rotateIdentifier": {
    ...mutation,
    input: inbox,
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "inboxes.callbackSecret": {
    ...mutation,
    input: inbox,
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "inboxes.rotateCallbackSecret": {
    ...mutation,
    input: inbox,
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "inboxes.rotateIdentitySecret": {
    ...mutation,
    input: inbox,
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  ...CHANGES,
  "conversations.list": { ...query, input: () => ({ limit: 100 }), foreign: null, agent: null },
  "conversations.get": { ...query, input: conversation, ...ofConversation },
  "conversations.counts": { ...query, input: nothing, foreign: null, agent: null },
  "conversations.transitions": { ...query, input: conversation, ...ofConversation },
  "conversations.markSeen": {
    ...mutation,
    input: (o) => ({ ...conversation(o), number: 1 }),
    ...ofConversation,
  },
  "conversations.changeParticipants": {
    ...mutation,
    input: ({ displayId, memberId }) => ({ displayId, remove: [memberId] }),
    foreign: "conversation.not_found",
    agent: "conversation.not_found",
  },
  "conversations.setLabels": {
    ...mutation,
    input: (o) => ({ ...conversation(o), labels: ["vip"] }),
    ...ofConversation,
  },
  "conversations.start": {
    ...mutation,
    input: ({ inboxId, contactId }) => ({ inboxId, contactId, content: "Guten Tag" }),
    foreign: "contact.not_found",
    agent: "inbox.not_found",
  },
  ...REPLIES,
  "messages.forwardedText": {
    ...query,
    input: (o) => ({ ...message(o), ...conversation(o) }),
    ...ofConversation,
  },
  "messages.list": { ...query, input: conversation, ...ofConversation },
  "messages.files": { ...query, input: conversation, ...ofConversation },
  "messages.send": {
    ...mutation,
    input: (o) => ({ ...conversation(o), content: "Hallo", clientId: "of-the-law" }),
    ...ofConversation,
  },
  "messages.addNote": {
    ...mutation,
    input: (o) => ({ ...conversation(o), content: "Merken", clientId: "of-the-law-too" }),
    ...ofConversation,
  },
  "undelivered.list": { ...query, input: () => ({}), foreign: null, agent: null },
  "undelivered.counts": { ...query, input: nothing, foreign: null, agent: null },
  // Each message's refusal is in the answer: trpc/conversations/undelivered.test.ts.
  "undelivered.retry": { ...mutation, input: selected, foreign: null, agent: null },
  "undelivered.markDelivered": { ...mutation, input: selected, foreign: null, agent: null },
  "undelivered.dismiss": {
    ...mutation,
    input: (o) => ({ ...selected(o), reason: "Telefoniert" }),
    foreign: null,
    agent: null,
  },
  "undelivered.undismiss": { ...mutation, input: selected, foreign: null, agent: null },
  "notifications.list": { ...query, input: () => ({}), foreign: null, agent: null },
  "notifications.unread": { ...query, input: nothing, foreign: null, agent: null },
  "notifications.markRead": {
    ...mutation,
    input: ({ notificationId }) => ({ notificationId }),
    foreign: "notification.not_found",
    agent: "notification.not_found",
  },
  "notifications.markAllRead": { ...mutation, input: nothing, foreign: null, agent: null },
  "messages.withdraw": { ...mutation, input: ({ undoableId }) => ({ messageId: undoableId }), ...ofMessage },
  "messages.retry": { ...mutation, input: message, ...ofMessage },
  "messages.cancelRetry": { ...mutation, input: message, ...ofMessage },
  "messages.edit": { ...mutation, input: (o) => ({ ...note(o), content: "Neu" }), ...ofMessage },
  "messages.revisions": { ...query, input: note, ...ofMessage },
  "messages.changeReach": { ...query, input: message, ...ofMessage },
  "messages.forward": { ...mutation, input: (o) => ({ ...note(o), ...conversation(o) }), ...ofMessage },
  "messages.delete": { ...mutation, input: note, ...ofMessage },
  "messages.restore": { ...mutation, input: note, ...ofMessage },
  "messages.timeline": { ...query, input: message, ...ofMessage },
  "files.limits": { ...query, input: nothing, foreign: null, agent: null },
  "drafts.get": { ...query, input: conversation, ...ofConversation },
  "drafts.keep": {
    ...mutation,
    input: (o) => ({ ...conversation(o), draft: { kind: "message", content: "Noch nicht" } }),
    ...ofConversation,
  },
  "members.invite": {
    ...mutation,
    input: () => ({ name: "Neu", email: `${crypto.randomUUID()}@example.test`, role: "agent", inboxIds: [] }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "members.makeLink": { ...mutation, input: member, foreign: "member.not_found", agent: "auth.forbidden" },
  "members.update": {
    ...mutation,
    input: (o) => ({ ...member(o), inboxIds: [] }),
    foreign: "member.not_found",
    agent: "auth.forbidden",
  },
  "members.setAvatar": {
    ...mutation,
    input: (o) => ({ ...member(o), avatarFileId: null }),
    foreign: "member.not_found",
    agent: "auth.forbidden",
  },
  "members.endSessions": { ...mutation, input: member, foreign: "member.not_found", agent: "auth.forbidden" },
  "members.mails": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "members.list": { ...query, input: nothing, foreign: null, agent: null },
  ...ORGANIZING,
  ...QUEUES,
  ...WEBHOOKS,
  ...CONTACTS,
  "audit.inbox": { ...query, input: inbox, foreign: "inbox.not_found", agent: "auth.forbidden" },
  "audit.due": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "audit.review": { ...mutation, input: inbox, foreign: "inbox.not_found", agent: "auth.forbidden" },
  "audit.changes": { ...query, input: () => ({}), foreign: null, agent: "auth.forbidden" },
  "tokens.list": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "tokens.create": { ...mutation, input: () => ({ name: "Kasse" }), foreign: null, agent: "auth.forbidden" },
  "tokens.urlKeys": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "tokens.changeUrlKeys": {
    ...mutation,
    input: () => ({ acceptsUrlKeys: true }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "tokens.knownContacts": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "tokens.changeKnownContacts": {
    ...mutation,
    input: () => ({ acceptsKnownContacts: true }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "tokens.origins": { ...query, input: nothing, foreign: null, agent: "auth.forbidden" },
  "tokens.changeOrigins": {
    ...mutation,
    input: () => ({ allowedOrigins: ["https://shop.example.com"] }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "tokens.revoke": {
    ...mutation,
    input: ({ tokenId }) => ({ tokenId }),
    foreign: "token.not_found",
    agent: "auth.forbidden",
  },
  "presence.type": {
    ...mutation,
    input: (o) => ({ ...conversation(o), isTyping: true }),
    ...ofConversation,
  },
  // Streams and their topics are tested in test/guarantees/live.
  "topics.set": { ...mutation, input: () => A_TOPICS_CHANGE, foreign: null, agent: null },
  live: { kind: "subscription", input: nothing, foreign: null, agent: null },
};
