import { afterAssigning } from "@/server/domain/conversation/participants";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { Tx } from "@/server/store/events/tx";

/** Adds a new assignee to the participants, whichever command assigns. */
export function withParticipants(
  tx: Tx,
  before: ConversationRow,
  patch: Partial<ConversationRow>,
): Partial<ConversationRow> {
  const { assigneeId, participants: all = before.participants } = patch;
  if (assigneeId === undefined) return patch;
  const participants = afterAssigning(all, { from: before.assigneeId, to: assigneeId }, tx.now);
  return participants === all ? patch : { ...patch, participants: [...participants] };
}
