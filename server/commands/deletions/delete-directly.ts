import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import { lockReached } from "@/server/commands/_steps/require-contact";
import { isOnHold } from "@/server/commands/deletions/_steps/contact-on-hold";
import { endDeletion, PURGE_CHUNK, purgeChunk } from "@/server/commands/deletions/_steps/purge-chunk";
import { Refusal } from "@/server/contract/_shared/refusal";
import { DELETION_MAX, whyKept } from "@/server/domain/deletion/deletion";
import { one } from "@/server/store/_postgres/db";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findConversationPlace } from "@/server/store/conversations/conversation-places";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import { findCandidates } from "@/server/store/deletions/deletion-candidates";
import { insertDeletion } from "@/server/store/deletions/deletion-work";
import { type DeletionRow, isBeingErased } from "@/server/store/deletions/deletions";

import type { Tx } from "@/server/store/events/tx";
import { listDue } from "@/server/store/retention/inbox-retention";
import { listOverdue } from "@/server/store/retention/retention";
import { advanceDeletion } from "./advance-deletion";

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

/**
 * Erases a contact with all conversations in one operation, as DELETE does in other products: at once where they are few, else
 * the worker does. Administrators only, and only tokens with the scope `conversations:purge`. Refuses a contact with a
 * conversation, a group or an archive on legal hold, and one that is being erased.
 */
export async function deleteContact(tx: Tx, { contactId }: { contactId: number }): Promise<void> {
  const contact = await lockReached(tx, contactId);
  requireAdministrator(tx.caller);
  requireScope(tx.caller, "conversations:purge");
  if (await isBeingErased(tx, [contact.id])) throw new Refusal("contact.being_erased");
  const named = { ids: [], displayIds: [], contactId: contact.id };
  const found = await findCandidates(tx, named, DELETION_MAX + 1);
  if (found.length > DELETION_MAX) throw new Refusal("deletion.too_large");
  const why = found.map((row) => whyKept(row, "all")).find((code) => code !== null);
  if (why) throw new Refusal(why);
  if (await isOnHold(tx, contact)) throw new Refusal("inbox.legal_hold");
  const ids = found.map(({ id }) => id);
  const deletion = await insertDeletion(tx, { ids, contactId: contact.id, reason: "erasure" });
  if (ids.length <= PURGE_CHUNK) await advanceDeletion(tx, { deletionId: deletion.id });
}

/** Begins a deletion of conversations whose retention in the trash has ended; null if there are none. */
export async function beginRetention(tx: Tx, _: object): Promise<DeletionRow | null> {
  const ids = await listOverdue(tx);
  return ids.length === 0 ? null : insertDeletion(tx, { ids, contactId: null, reason: "retention" });
}

/** Begins a deletion of conversations that were resolved longer ago than their inbox keeps them; null if there are none. */
export async function beginInboxRetention(tx: Tx, _: object): Promise<DeletionRow | null> {
  const ids = await listDue(tx);
  return ids.length === 0 ? null : insertDeletion(tx, { ids, contactId: null, reason: "inbox_retention" });
}
