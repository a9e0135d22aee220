import type { AlertDto } from "@/server/contract/alert/alert";
import type { ConversationMemberDto } from "@/server/contract/conversation/conversation-member";
import type { CommandMessageDto } from "@/server/contract/message/command-message";
import type { ResourceType } from "./event";
import { AT, ada, contact, manual, message } from "./sample-dtos";

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
