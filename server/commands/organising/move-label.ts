import { normalLabels } from "@/server/commands/organising/_steps/label-names";
import { lockConversation, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { deleteLabelMove, listLabelled, lockLabelMove } from "@/server/store/organising/label-moves";

/** Conversations changed in one transaction at most. */
const MOVE_BATCH = 100;

/**
 * Carries the next conversations of a renamed or deleted label over, trashed ones too; done when few are left. Null when
 * there is nothing to carry on, or another process is at it.
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
