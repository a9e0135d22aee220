import type { Cause, ConversationDto, LastMessage } from "@/server/contract/_shared/dto";
import type { ConversationStatus, Lifecycle, Priority } from "@/server/domain/conversation/conversation";
import type { Participant } from "@/server/domain/conversation/participants";
import type { Columns } from "./columns";

/** A conversation as it is kept. */
export type ConversationRow = {
  id: number;
  uuid: string;
  displayId: number;
  inboxId: number;
  contactId: number;
  contactInboxId: number;
  status: ConversationStatus;
  lifecycle: Lifecycle;
  trashedAt: Date | null;
  snoozedUntil: Date | null;
  cause: Cause;
  statusChangedAt: Date;
  assigneeId: number | null;
  teamId: number | null;
  labels: string[];
  priority: Priority | null;
  participants: Participant[];
  customAttributes: ConversationDto["customAttributes"];
  additionalAttributes: ConversationDto["additionalAttributes"];
  contactSeenAt: Date | null;
  agentSeenNumber: number;
  lastNumber: number;
  lastMessageId: number | null;
  lastActivityAt: Date;
  waitingSince: Date | null;
  unreadCount: number;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

export const CONVERSATION_COLUMNS: Columns<ConversationRow> = {
  id: "$.id",
  uuid: "$.uuid",
  displayId: "$.display_id",
  inboxId: "$.inbox_id",
  contactId: "$.contact_id",
  contactInboxId: "$.contact_inbox_id",
  status: "$.status",
  lifecycle: "$.lifecycle",
  trashedAt: "$.trashed_at",
  snoozedUntil: "$.snoozed_until",
  cause: "$.cause",
  statusChangedAt: "$.status_changed_at",
  assigneeId: "$.assignee_id",
  teamId: "$.team_id",
  labels: "$.labels",
  priority: "$.priority",
  participants: "$.participants",
  customAttributes: "$.custom_attributes",
  additionalAttributes: "$.additional_attributes",
  contactSeenAt: "$.contact_seen_at",
  agentSeenNumber: "$.agent_seen_number",
  lastNumber: "$.last_number",
  lastMessageId: "$.last_message_id",
  lastActivityAt: "$.last_activity_at",
  waitingSince: "$.waiting_since",
  unreadCount: "$.unread_count",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** The DTO without its last message, which is read at commit. */
export const toConversationCore = (row: ConversationRow): Omit<ConversationDto, "lastMessage"> => ({
  id: row.id,
  uuid: row.uuid,
  displayId: row.displayId,
  inboxId: row.inboxId,
  contactId: row.contactId,
  status: row.status,
  lifecycle: row.lifecycle,
  trashedAt: iso(row.trashedAt),
  snoozedUntil: iso(row.snoozedUntil),
  cause: row.cause,
  statusChangedAt: row.statusChangedAt.toISOString(),
  assigneeId: row.assigneeId,
  teamId: row.teamId,
  labels: row.labels,
  priority: row.priority,
  participants: row.participants,
  customAttributes: row.customAttributes,
  additionalAttributes: row.additionalAttributes,
  contactSeenAt: iso(row.contactSeenAt),
  agentSeenNumber: row.agentSeenNumber,
  lastNumber: row.lastNumber,
  lastActivityAt: row.lastActivityAt.toISOString(),
  waitingSince: iso(row.waitingSince),
  unreadCount: row.unreadCount,
  version: row.version,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

export const toConversationDto = (
  row: ConversationRow,
  lastMessage: LastMessage | null,
): ConversationDto => ({
  ...toConversationCore(row),
  lastMessage,
});
