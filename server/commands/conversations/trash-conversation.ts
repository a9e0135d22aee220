import { Refusal } from "@/server/contract/_shared/refusal";
import { decideMove } from "@/server/domain/conversation/conversation";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { saveLifecycle } from "@/server/store/conversations/conversation-status";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

/** Puts a conversation into the trash, with the status that it has; one that is there stays as it is, without an event. */
export async function trashConversation(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const before = await lockConversation(tx, conversation);
  if (!before) throw new Refusal("conversation.not_found");
  return trashInto(tx, before);
}

/** The same with a conversation that is locked. */
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
