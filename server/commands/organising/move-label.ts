import { normalLabels } from "@/server/commands/organising/_steps/label-names";
import { lockContacts, saveContact } from "@/server/store/contacts/contacts";
import { lockConversation, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { deleteLabelMove, type LabelMove, lockLabelMove } from "@/server/store/organising/label-moves";
import { listLabelled, listLabelledContacts } from "@/server/store/organising/labelled";

/** The most conversations, and the most contacts, per transaction. */
const MOVE_BATCH = 100;

/**
 * Renames or removes a label on its next contacts and conversations, trashed ones included. `isDone` when none remain. Null if
 * there is nothing to do or another process has the lock.
 */
export async function moveLabel(tx: Tx, { moveId }: { moveId: number }): Promise<{ isDone: boolean } | null> {
  const move = await lockLabelMove(tx, moveId);
  if (!move) return null;
  const ofContacts = await moveOnContacts(tx, move);
  const ofConversations = await moveOnConversations(tx, move);
  const isDone = ofContacts < MOVE_BATCH && ofConversations < MOVE_BATCH;
  if (isDone) await deleteLabelMove(tx, move.id);
  return { isDone };
}

async function moveOnContacts(tx: Tx, move: LabelMove): Promise<number> {
  const ids = await listLabelledContacts(tx, move.fromName, MOVE_BATCH);
  if (ids.length === 0) return 0;
  for (const before of await lockContacts(tx, ids))
    if (before.labels.includes(move.fromName))
      await saveContact(tx, before, { labels: labelsAfter(before.labels, move) });
  return ids.length;
}

async function moveOnConversations(tx: Tx, move: LabelMove): Promise<number> {
  const ids = await listLabelled(tx, move.fromName, MOVE_BATCH);
  for (const conversationId of ids) {
    const before = await lockConversation(tx, { conversationId });
    if (!before?.labels.includes(move.fromName)) continue;
    const labels = labelsAfter(before.labels, move);
    await saveConversation(tx, before, { labels }, { type: "conversation.labelled" });
  }
  return ids.length;
}

function labelsAfter(before: readonly string[], { fromName, toName }: LabelMove): string[] {
  const kept = before.filter((label) => label !== fromName);
  return normalLabels(toName === null ? kept : [...kept, toName]);
}
