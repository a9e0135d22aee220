import { afterAssigning } from "@/server/domain/conversation/participants";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";

/** The patch of a conversation with its new assignee among the participants, whichever command assigns. */
export function withParticipants(
  before: ConversationRow,
  patch: Partial<ConversationRow>,
  now: Date,
): Partial<ConversationRow> {
  const { assigneeId, participants: all = before.participants } = patch;
  if (assigneeId === undefined) return patch;
  const participants = afterAssigning(all, { from: before.assigneeId, to: assigneeId }, now);
  return participants === all ? patch : { ...patch, participants: [...participants] };
}
