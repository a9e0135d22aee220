import type { Cause } from "@/server/contract/_shared/dto";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { type ConversationRow, toConversationCore } from "@/server/store/_rows/conversation-row";
import { toMessageDto } from "@/server/store/_rows/message-row";
import { recordEvent } from "@/server/store/events/record-event";
import type { Tx } from "@/server/store/events/tx";
import { conversationDefaults } from "@/server/store/generated/rows";
import { insertActivityLine } from "./activity-lines";
import { saveConversation, updateConversation } from "./conversations";
import { insertTransition } from "./transitions";

export type StatusChange = {
  status: ConversationStatus;
  snoozedUntil: Date | null;
  cause: Cause;
  /** Since when the customer waits; where absent, resolving ends it and anything else leaves it. */
  waitingSince?: Date;
};

/**
 * Saves a new status with its cause, its transition and its activity line; told as `conversation.status_changed`.
 * With the status unchanged (another snooze time) it is `conversation.updated`, without a line.
 */
export async function saveStatus(
  tx: Tx,
  before: ConversationRow,
  { status, snoozedUntil, cause, waitingSince }: StatusChange,
): Promise<ConversationRow> {
  if (status === before.status)
    return saveConversation(tx, before, { snoozedUntil }, { type: "conversation.updated", cause });

  const line = await insertActivityLine(tx, before, {
    to: status,
    snoozedUntil: snoozedUntil?.toISOString() ?? null,
    cause,
  });
  await insertTransition(tx, { conversationId: before.id, from: before.status, to: status, cause });
  return saveConversation(
    tx,
    before,
    {
      status,
      snoozedUntil,
      cause,
      statusChangedAt: tx.now,
      lastNumber: line.number,
      lastActivityAt: tx.now,
      ...(waitingSince ? { waitingSince } : status === "resolved" ? { waitingSince: null } : {}),
    },
    { type: "conversation.status_changed", cause, activity: toMessageDto(line) },
  );
}

/** Puts a conversation into the trash or takes it out, with its activity line; its status stays. */
export async function saveLifecycle(
  tx: Tx,
  before: ConversationRow,
  { lifecycle, cause }: { lifecycle: "live" | "trashed"; cause: Cause },
): Promise<ConversationRow> {
  const line = await insertActivityLine(tx, before, { cause, lifecycle });
  return saveConversation(
    tx,
    before,
    {
      lifecycle,
      trashedAt: lifecycle === "trashed" ? tx.now : null,
      lastNumber: line.number,
      lastActivityAt: tx.now,
    },
    {
      type: lifecycle === "trashed" ? "conversation.trashed" : "conversation.restored",
      cause,
      activity: toMessageDto(line),
    },
  );
}

/** Empties a conversation whose messages are deleted; told as `conversation.purged`, without what it was before. */
export async function savePurged(tx: Tx, before: ConversationRow): Promise<void> {
  // What is left of it: its numbers, and the place where it was.
  const { agentSeenNumber: _, lastNumber: __, ...emptied } = conversationDefaults();
  const after = await updateConversation(tx, before, {
    ...emptied,
    lifecycle: "purged",
    version: before.version + 1,
  });
  recordEvent(tx, {
    type: "conversation.purged",
    inboxId: after.inboxId,
    changes: { lifecycle: { from: before.lifecycle, to: after.lifecycle } },
    resource: "conversation",
    dto: toConversationCore(after),
  });
}
