import type { AlertDto } from "@/server/contract/alert/alert";
import type { ConversationMemberDto } from "@/server/contract/conversation/conversation-member";
import type { CommandMessageDto } from "@/server/contract/message/command-message";
import { AT, contact, message } from "./sample-dtos";

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
