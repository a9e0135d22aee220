import { normalLabels } from "@/server/commands/organising/_steps/label-names";
import { lockConversation, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { deleteLabelMove, listLabelled, lockLabelMove } from "@/server/store/organising/label-moves";

/** The most conversations per transaction. */
const MOVE_BATCH = 100;

/**
 * Renames or removes a label on its next conversations, trashed ones included. `isDone` when none remain. Null if there
 * is nothing to do or another process has the lock.
 */
export async function moveLabel(tx: Tx, { moveId }: { moveId: number }): Promise<{ isDone: boolean } | null> {
  const move = await lockLabelMove(tx, moveId);
  if (!move) return null;
  const ids = await listLabelled(tx, move.fromName, MOVE_BATCH);
  for (const conversationId of ids) {
    const before = await lockConversation(tx, { conversationId });
    if (!before?.labels.includes(move.fromName)) continue;
    const kept = before.labels.filter((label) => label !== move.fromName);
    const labels = normalLabels(move.toName === null ? kept : [...kept, move.toName]);
    await saveConversation(tx, before, { labels }, { type: "conversation.labelled" });
  }
  const isDone = ids.length < MOVE_BATCH;
  if (isDone) await deleteLabelMove(tx, move.id);
  return { isDone };
}
