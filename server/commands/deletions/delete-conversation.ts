import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import { trashInto } from "@/server/commands/conversations/trash-conversation";
import { Refusal } from "@/server/contract/_shared/refusal";
import { whyKept } from "@/server/domain/deletion/deletion";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ConversationRef, findConversationPlace } from "@/server/store/conversations/conversations";
import { insertDeletion, saveDeletion, settleItems } from "@/server/store/deletions/deletions";
import { findOnLegalHold } from "@/server/store/deletions/on-legal-hold";
import { lockWithCopies, purgeConversations } from "@/server/store/deletions/purge";
import type { Tx } from "@/server/store/events/tx";
import { endDeletion } from "./end-deletion";

/**
 * Trashes a conversation and deletes it for ever, in one operation with both events and its end: what other products' DELETE does.
 * Administrators only, and of their tokens only those with the scope `conversations:purge`. A second time it is not found.
 */
export async function deleteConversation(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const place = await findConversationPlace(tx, conversation);
  if (!place) throw new Refusal("conversation.not_found");
  requireAdministrator(tx.caller);
  requireScope(tx.caller, "conversations:purge");
  const { rows, copies } = await lockWithCopies(tx, [place.id]);
  const [before] = rows;
  if (!before) throw new Refusal("conversation.not_found");
  const trashed = await trashInto(tx, before);
  const isHeld = (await findOnLegalHold(tx, [before], copies)).has(before.id);
  const why = whyKept({ lifecycle: trashed.lifecycle, isHeld });
  if (why !== null) throw new Refusal(why);
  const deletion = await insertDeletion(tx, { ids: [before.id], contactId: null, reason: "by_hand" });
  await purgeConversations(tx, [trashed], "by_hand");
  await settleItems(tx, deletion.id, [{ id: before.id, code: null }]);
  const saved = await saveDeletion(tx, { ...deletion, purged: 1 }, "succeeded");
  await endDeletion(tx, saved, "succeeded");
  return trashed;
}
