import type { AlertDto } from "@/server/contract/alert/alert";
import type { CompanyDto } from "@/server/contract/contact/company";
import type { ContactNoteDto } from "@/server/contract/contact/contact-note";
import type { ConversationMemberDto } from "@/server/contract/conversation/conversation-member";
import type { CommandMessageDto } from "@/server/contract/message/command-message";
import type { ScheduledMessageDto } from "@/server/contract/message/scheduled-message";
import type { AttributeDefinitionDto } from "@/server/contract/organising/attribute-definition";
import type { CannedReplyDto } from "@/server/contract/organising/canned-reply";
import type { MacroDto } from "@/server/contract/organising/macro";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import type { TeamDto } from "@/server/contract/organising/team";
import type { ResourceType } from "./event";
import { AT, ada, contact, manual, message, versioned } from "./sample-dtos";

export const contactNote: ContactNoteDto = {
  ...versioned,
  id: 12,
  contactId: contact.id,
  content: "Prefers to be called in the morning.",
  author: ada,
  deletedAt: null,
};
export const company: CompanyDto = {
  ...versioned,
  id: 13,
  name: "Acme",
  domains: ["acme.example"],
  description: "Orders by the pallet.",
  deletedAt: null,
};
export const attributeDefinition: AttributeDefinitionDto = {
  ...versioned,
  id: 8,
  model: "contact",
  key: "plan",
  displayName: "Plan",
  description: "What they pay for",
  kind: "list",
  choices: ["free", "pro"],
  pattern: null,
  patternHint: null,
  position: 1,
  deletedAt: null,
};
export const cannedReply: CannedReplyDto = {
  ...versioned,
  id: 6,
  shortCode: "hi",
  content: "Hello {{contact.first_name|there}}",
  deletedAt: null,
  title: "First answer",
  folder: "Greetings",
  visibility: "everybody",
  inboxIds: [],
  teamIds: [],
  ownerId: null,
  files: [{ id: 31, name: "Price list.pdf", contentType: "application/pdf", bytes: 48_213 }],
};

export const macro: MacroDto = {
  ...versioned,
  id: 14,
  name: "Refund and close",
  ownerId: null,
  actions: [
    { type: "reply", content: "Hello {{contact.first_name|there}}, your refund is on its way." },
    { type: "label", add: ["refund"], remove: [] },
    { type: "status", signal: "resolve" },
  ],
  deletedAt: null,
};

export const team: TeamDto = { ...versioned, id: 5, name: "Returns", memberIds: [3], deletedAt: null };
export const view: ViewDto = {
  ...versioned,
  id: 10,
  name: "Parcels, longest wait",
  ownerId: 3,
  isShared: true,
  filter: {
    status: "open",
    assignee: "any",
    inboxId: null,
    assigneeId: null,
    priority: null,
    teamId: null,
    label: "shipping",
    anyOf: [{ priorities: ["high", "urgent"] }, { assignees: ["nobody"], active: "7d" }],
    sort: "waiting_since",
  },
  deletedAt: null,
};

const DELETED = { data: { deletedAt: AT }, changes: { deletedAt: { from: null, to: AT } } };

/** Samples that differ from their resource's. */
export const ORGANISING_SAMPLES = {
  "attribute_definition.deleted": DELETED,
  "canned_reply.deleted": DELETED,
  "company.deleted": DELETED,
  "contact_note.deleted": { ...DELETED, data: { content: "", deletedAt: AT } },
  "contact_note.updated": {
    changes: { content: { from: "Call before noon.", to: contactNote.content } },
  },
  "macro.deleted": DELETED,
  "macro.updated": { changes: { name: { from: "Refund", to: macro.name } } },
  "scheduled_message.cancelled": {
    data: { content: "", state: "cancelled" },
    changes: { state: { from: "waiting", to: "cancelled" } },
  },
  "scheduled_message.not_sent": {
    data: { state: "not_sent", failure: "customer_wrote" },
    changes: { state: { from: "waiting", to: "not_sent" }, failure: { from: null, to: "customer_wrote" } },
    actor: { type: "system" as const, id: null, name: null },
  },
  "scheduled_message.sent": {
    data: { content: "", state: "sent", messageId: message.id },
    changes: { state: { from: "waiting", to: "sent" }, messageId: { from: null, to: message.id } },
    cause: { rule: "scheduled" as const },
  },
  "scheduled_message.updated": {
    changes: { sendAt: { from: "2026-11-27T09:00:00.000Z", to: "2026-11-28T09:00:00.000Z" } },
  },
  "team.deleted": DELETED,
  "view.deleted": DELETED,
  "view.restored": { changes: { deletedAt: { from: AT, to: null } } },
  "view.updated": { changes: { name: { from: "Parcels", to: "Parcels, longest wait" } } },
};

// What several samples of events have in common.

export const withUnconfirmed = (unconfirmed: boolean) => ({
  data: { status: "pending", unconfirmed },
  changes: { unconfirmed: { from: !unconfirmed, to: unconfirmed } },
});
export const bulkEnded = (state: string, errorCode: string | null) => ({
  data: { state, errorCode, finishedAt: AT },
  changes: { state: { from: "running", to: state } },
});
export const request = { kind: "request", subjectId: null, requestId: "crm-4711" };
export const ALL_DONE = { processed: 240, succeeded: 238, unchanged: 2, failed: 0, failures: {} };
export const MOVED = {
  data: {
    inboxId: 2,
    activity: {
      ...message,
      id: 1208,
      inboxId: 2,
      number: 6,
      version: 1,
      kind: "activity",
      direction: null,
      content: "",
      status: null,
      attempt: 0,
      sourceId: null,
      activity: {
        from: "open",
        to: "open",
        snoozedUntil: null,
        cause: manual,
        actor: ada,
        inbox: { from: 1, to: 2 },
      },
    },
  },
  changes: { inboxId: { from: 1, to: 2 } },
  cause: manual,
};

export const commandMessage: CommandMessageDto = {
  id: 1209,
  version: 1,
  createdAt: AT,
  updatedAt: AT,
  conversationId: message.conversationId,
  inboxId: message.inboxId,
  content: "",
  contentType: "text",
  contentAttributes: { cmd: "typing" },
  sender: { type: "token", id: 9, name: "Shop backend" },
  clientId: "typing-1",
  expiresAt: "2026-11-27T09:41:00.000Z",
};

export const scheduledMessage: ScheduledMessageDto = {
  ...versioned,
  id: 31,
  conversationId: message.conversationId,
  content: "Your parcel should be with you by now.",
  files: [],
  inReplyToId: null,
  author: ada,
  sendAt: "2026-11-28T09:00:00.000Z",
  email: null,
  appendsSignature: true,
  cancelIfCustomerWrites: false,
  state: "waiting",
  failure: null,
  messageId: null,
};

export const conversationMember: ConversationMemberDto = {
  id: 21,
  version: 1,
  createdAt: AT,
  updatedAt: AT,
  conversationId: message.conversationId,
  contactId: contact.id,
  role: "member",
  joinedAt: AT,
  leftAt: null,
};

export const alert: AlertDto = {
  id: 14,
  version: 3,
  createdAt: AT,
  updatedAt: AT,
  kind: "callback_down",
  subject: { type: "inbox", id: 1, name: "Website" },
  facts: { since: "2026-11-20T09:36:00.000Z", error: "Connection refused." },
  closedAt: null,
};

/** Resources whose events only administrators see. */
export const forAdministrators: readonly ResourceType[] = ["alert", "endpoint", "member", "token"];
