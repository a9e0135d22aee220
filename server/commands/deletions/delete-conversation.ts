import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import { endDeletion } from "@/server/commands/deletions/_steps/end-deletion";
import { purgeChunk } from "@/server/commands/deletions/_steps/purge-chunk";
import { Refusal } from "@/server/contract/_shared/refusal";
import { one } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findConversationPlace } from "@/server/store/conversations/conversation-places";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { insertDeletion } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";

/**
 * Trashes a conversation and deletes it permanently in one operation, as DELETE does in other products. Administrators
 * only, and only tokens with the scope `conversations:purge`. Refuses a repetition as not found.
 */
export async function deleteConversation(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const place = await findConversationPlace(tx, conversation);
  if (!place) throw new Refusal("conversation.not_found");
  requireAdministrator(tx.caller);
  requireScope(tx.caller, "conversations:purge");
  const deletion = await insertDeletion(tx, { ids: [place.id], contactId: null, reason: "by_hand" });
  const { counted, outcomes, purged } = await purgeChunk(tx, deletion, { ids: [place.id], scope: "all" });
  const { code } = one(outcomes);
  if (code === "conversation.changed")
    throw new Error("a conversation trashed by this operation cannot have changed");
  if (code !== null) throw new Refusal(code);
  await endDeletion(tx, counted, "complete");
  return one(purged);
}
