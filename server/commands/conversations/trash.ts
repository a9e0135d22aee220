import { lockExisting } from "@/server/commands/conversations/_steps/lock-conversation";
import { Refusal } from "@/server/contract/_shared/refusal";
import { decideMove, hasSnoozeEnded } from "@/server/domain/conversation/conversation";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { saveLifecycle, saveStatus } from "@/server/store/conversations/conversation-status";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

/** Moves a conversation to the trash with its status. A trashed one returns unchanged, without an event. */
export async function trashConversation(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const before = await lockExisting(tx, conversation);
  return trashInto(tx, before);
}

/** `trashConversation` for a conversation that is locked already. */
export async function trashInto(
  tx: Tx,
  before: ConversationRow,
  rule: "manual" | "bulk" = "manual",
): Promise<ConversationRow> {
  const decision = decideMove(before.lifecycle, "trash");
  if (decision.kind === "refused") throw new Refusal(decision.code);
  if (decision.kind === "keep") return before;
  return saveLifecycle(tx, before, { lifecycle: "trashed", cause: { rule } });
}

/**
 * Restores a conversation from the trash with its status, or open if its snooze ended meanwhile. One that is not in the
 * trash returns unchanged, without an event.
 */
export async function restoreConversation(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const before = await lockExisting(tx, conversation);
  return restoreInto(tx, before);
}

/** `restoreConversation` for a conversation that is locked already. */
export async function restoreInto(
  tx: Tx,
  before: ConversationRow,
  rule: "manual" | "bulk" = "manual",
): Promise<ConversationRow> {
  const decision = decideMove(before.lifecycle, "restore");
  if (decision.kind === "refused") throw new Refusal(decision.code);
  if (decision.kind === "keep") return before;
  const restored = await saveLifecycle(tx, before, { lifecycle: "live", cause: { rule } });
  return hasSnoozeEnded(restored, tx.now)
    ? saveStatus(tx, restored, { status: "open", snoozedUntil: null, cause: { rule: "snooze_due" } })
    : restored;
}
