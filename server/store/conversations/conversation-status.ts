import type { Cause } from "@/server/contract/_shared/dto";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { type ConversationRow, toConversationCore } from "@/server/store/_rows/conversation-row";
import { toMessageDto } from "@/server/store/_rows/message-row";
import { recordEvent } from "@/server/store/events/record-event";
import type { Tx } from "@/server/store/events/tx";
import { conversationDefaults } from "@/server/store/generated/rows";
import { insertActivityLine } from "./conversation-inbox";
import { saveConversation, updateConversation } from "./conversations";
import { postMove } from "./posted-notices";
import { insertTransition } from "./transitions";

export type StatusChange = {
  status: ConversationStatus;
  snoozedUntil: Date | null;
  cause: Cause;
  /** Since when the customer waits. If absent, resolving clears it and any other status keeps it. */
  waitingSince?: Date | null;
};

/**
 * Saves a new status with its cause, transition and activity line; records `conversation.status_changed`. Another snooze
 * time with the same status records `conversation.updated`, without a line. Posts a system message where the inbox says so.
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
  insertTransition(tx, { conversationId: before.id, from: before.status, to: status, cause });
  const after = await saveConversation(
    tx,
    before,
    {
      status,
      snoozedUntil,
      cause,
      statusChangedAt: tx.now,
      lastNumber: line.number,
      lastActivityAt: tx.now,
      ...(waitingSince !== undefined
        ? { waitingSince }
        : status === "resolved"
          ? { waitingSince: null }
          : {}),
    },
    { type: "conversation.status_changed", cause, activity: toMessageDto(line) },
  );
  return postMove(tx, after, { from: before.status, cause });
}

/** Moves a conversation to the trash or restores it, with an activity line. The status is unchanged. */
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

/** Empties a conversation whose messages are deleted; records `conversation.purged` without previous values. */
export async function savePurged(tx: Tx, before: ConversationRow): Promise<void> {
  // Ids, display id, inbox and the numbers of messages are kept.
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
