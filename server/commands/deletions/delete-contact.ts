import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import { PURGE_CHUNK } from "@/server/commands/deletions/_steps/purge-chunk";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { Refusal } from "@/server/contract/_shared/refusal";
import { DELETION_MAX, whyKept } from "@/server/domain/deletion/deletion";
import { lockContact } from "@/server/store/contacts/contacts";
import { findCandidates } from "@/server/store/deletions/deletion-plans";
import { insertDeletion, isBeingErased } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";

/**
 * Erases a contact with all conversations in one operation, as DELETE does in other products: at once where they are few, else
 * the worker does. Administrators only, and only tokens with the scope `conversations:purge`. Refuses a contact with a
 * conversation on legal hold, and one that is being erased.
 */
export async function deleteContact(tx: Tx, { contactId }: { contactId: number }): Promise<void> {
  const contact = await lockContact(tx, contactId);
  if (!contact) throw new Refusal("contact.not_found");
  requireAdministrator(tx.caller);
  requireScope(tx.caller, "conversations:purge");
  if (await isBeingErased(tx, [contact.id])) throw new Refusal("contact.being_erased");
  const named = { ids: [], displayIds: [], contactId: contact.id };
  const found = await findCandidates(tx, named, DELETION_MAX + 1);
  if (found.length > DELETION_MAX) throw new Refusal("deletion.too_large");
  const why = found.map((row) => whyKept(row, "all")).find((code) => code !== null);
  if (why) throw new Refusal(why);
  const ids = found.map(({ id }) => id);
  const deletion = await insertDeletion(tx, { ids, contactId: contact.id, reason: "erasure" });
  if (ids.length <= PURGE_CHUNK) await advanceDeletion(tx, { deletionId: deletion.id });
}
