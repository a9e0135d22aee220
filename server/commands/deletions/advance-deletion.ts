import { endDeletion } from "@/server/commands/deletions/_steps/end-deletion";
import { PURGE_CHUNK, purgeChunk } from "@/server/commands/deletions/_steps/purge-chunk";
import { signalAfterTurn } from "@/server/domain/deletion/deletion";
import { type ContactRow, lockContacts, lockMergedInto, saveErased } from "@/server/store/contacts/contacts";
import { listConversationIdsOf } from "@/server/store/conversations/conversations";
import {
  addItems,
  type DeletionRow,
  listPending,
  saveDeletion,
  takeDeletion,
} from "@/server/store/deletions/deletions";
import { insertTombstones } from "@/server/store/deletions/tombstones";
import { redactContacts } from "@/server/store/events/redaction/redact-events";
import type { Tx } from "@/server/store/events/tx";
import { deleteContactResponses } from "@/server/store/idempotency/delete-answers";

/** Names that were merged into a contact; a merge takes no more. */
const MERGED_MAX = 10_000;

/**
 * Deletes the next conversations of a deletion, with their tombstones and events in the same transaction; one that was
 * restored or put on hold meanwhile is skipped, also when it is in the trash again. The last turn ends the operation, and of a contact takes the contact
 * itself; one that was merged into another meanwhile is left to that, and the deletion fails. Null when there is nothing to do or another process is at it; else whether it goes on.
 */
export async function advanceDeletion(
  turn: Tx,
  { deletionId }: { deletionId: number },
): Promise<{ goesOn: boolean } | null> {
  const deletion = await takeDeletion(turn, deletionId);
  if (!deletion) return null;
  const tx = turn.as(turn.caller, deletion.operationId);
  const contact = deletion.contactId === null ? null : await lockItself(tx, deletion.contactId);
  if (contact === undefined) return endWithout(tx, deletion);

  const isLate = deletion.deadlineAt <= tx.now;
  const ids = isLate ? [] : await listPending(tx, deletion.id, PURGE_CHUNK);
  const { counted } = await purgeChunk(tx, deletion, { ids, scope: contact === null ? "trash" : "all" });
  const whole = contact === null ? counted : await withNewcomers(tx, counted);
  const signal = signalAfterTurn(whole, { isLate });
  if (signal === "complete" && contact !== null) await eraseContact(tx, contact);
  if (signal === null) await saveDeletion(tx, whole);
  else await endDeletion(tx, whole, signal);
  return { goesOn: signal === null };
}

/** The contact under its own id; undefined when it was erased, or leads to another by now. */
async function lockItself(tx: Tx, contactId: number): Promise<ContactRow | undefined> {
  const [contact] = await lockContacts(tx, [contactId]);
  return contact?.mergedIntoId === null ? contact : undefined;
}

/** Nothing more may be deleted for a contact that is not there any more. */
async function endWithout(tx: Tx, before: DeletionRow): Promise<{ goesOn: false }> {
  const left = before.total - before.purged - before.skipped;
  const skips = { ...before.skips, "contact.not_found": left };
  await endDeletion(tx, { ...before, skips, skipped: before.skipped + left }, "leaveSome");
  return { goesOn: false };
}

/** A contact may have begun conversations since: they belong to what is erased. */
async function withNewcomers(tx: Tx, deletion: DeletionRow): Promise<DeletionRow> {
  const isLast = deletion.purged + deletion.skipped >= deletion.total;
  if (!isLast || deletion.skipped > 0 || deletion.contactId === null) return deletion;
  const left = await listConversationIdsOf(tx, deletion.contactId, PURGE_CHUNK);
  return left.length === 0 ? deletion : addItems(tx, deletion, left);
}

/** The contact and what was merged into it, with all that the log and stored answers say of them. */
async function eraseContact(tx: Tx, contact: ContactRow): Promise<void> {
  const merged = await lockMergedInto(tx, contact.id, MERGED_MAX);
  const contacts = [contact, ...merged];
  for (const row of contacts) await saveErased(tx, row);
  const ids = contacts.map(({ id }) => id);
  await redactContacts(tx, ids);
  await deleteContactResponses(tx, ids);
  await insertTombstones(
    tx,
    contacts.map(({ id }) => ({ type: "contact", id, displayId: null, inboxId: null, contactId: id })),
    "erasure",
  );
}
