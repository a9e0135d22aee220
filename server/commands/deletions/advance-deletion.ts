import { areOnHold, lockWithMerged } from "@/server/commands/deletions/_steps/contact-on-hold";
import {
  endDeletion,
  PURGE_CHUNK,
  purgeChunk,
  type StoredArchives,
} from "@/server/commands/deletions/_steps/purge-chunk";
import { leaveErased } from "@/server/commands/groups/_steps/memberships";
import { type DeletionScope, signalAfterTurn } from "@/server/domain/deletion/deletion";
import { deleteArchivesAbout } from "@/server/store/archives/archived-conversations";
import { deleteCommandMessagesFrom } from "@/server/store/command-messages/command-messages";
import { deleteQueues } from "@/server/store/command-messages/command-queues";
import { eraseContactNotes } from "@/server/store/contacts/contact-notes";
import { type ContactRow, lockContacts, saveErased } from "@/server/store/contacts/contacts";
import { listConversationIdsOf } from "@/server/store/conversations/conversations";
import { addItems, saveDeletion } from "@/server/store/deletions/deletion-work";
import { type DeletionRow, listPending, takeDeletion } from "@/server/store/deletions/deletions";
import { insertTombstones } from "@/server/store/deletions/tombstones";
import { redactCommandMessagesFrom, redactContacts } from "@/server/store/events/redaction/redact-events";
import type { Tx } from "@/server/store/events/tx";
import { deleteContactResponses } from "@/server/store/idempotency/delete-answers";
import { deleteRefusedFrom } from "@/server/store/inboxes/refused-mail";

/**
 * Deletes the next conversations of a deletion, with tombstones and events in the same transaction. Skips those restored
 * since the confirmation, even if trashed again, and those on legal hold. The last turn ends the operation and erases the
 * contact, if there is one; the deletion fails if that contact was merged into another since. `archives`: those of the turn
 * that their inbox archives. Null when the deletion has ended or another process executes it.
 */
export async function advanceDeletion(
  turn: Tx,
  { deletionId, archives }: { deletionId: number; archives?: StoredArchives },
): Promise<{ hasMore: boolean } | null> {
  const deletion = await takeDeletion(turn, deletionId);
  if (!deletion) return null;
  const tx = turn.as(turn.caller, deletion.operationId);
  const contact = deletion.contactId === null ? null : await lockItself(tx, deletion.contactId);
  if (contact === undefined) return endWithout(tx, deletion);

  const isLate = deletion.deadlineAt <= tx.now;
  const ids = isLate ? [] : await listPending(tx, deletion.id, PURGE_CHUNK);
  const { counted } = await purgeChunk(tx, deletion, {
    ids,
    scope: scopeOf(deletion),
    ...(archives && { archives }),
  });
  const whole = contact === null ? counted : await withNewcomers(tx, counted);
  const signal = signalAfterTurn(whole, { isLate });
  if (signal === "complete" && contact !== null) {
    const contacts = await lockWithMerged(tx, contact);
    if (await areOnHold(tx, contacts)) return endOnHold(tx, whole);
    const ids = contacts.map(({ id }) => id);
    if (await leaveErased(tx, ids)) {
      await saveDeletion(tx, whole);
      return { hasMore: true };
    }
    await eraseContacts(tx, contacts);
  }
  if (signal === null) await saveDeletion(tx, whole);
  else await endDeletion(tx, whole, signal);
  return { hasMore: signal === null };
}

const scopeOf = ({ reason, contactId }: DeletionRow): DeletionScope => {
  if (contactId !== null) return "all";
  return reason === "inbox_retention" ? "resolved" : "trash";
};

/** Locks a contact; undefined when it was erased or merged into another. */
async function lockItself(tx: Tx, contactId: number): Promise<ContactRow | undefined> {
  const [contact] = await lockContacts(tx, [contactId]);
  return contact?.mergedIntoId === null ? contact : undefined;
}

/** Ends the erasure of a contact that was erased or merged, and skips its remaining conversations. */
async function endWithout(tx: Tx, before: DeletionRow): Promise<{ hasMore: false }> {
  const left = before.total - before.purged - before.skipped;
  const skips = { ...before.skips, "contact.not_found": left };
  await endDeletion(tx, { ...before, skips, skipped: before.skipped + left }, "leaveSome");
  return { hasMore: false };
}

/** Adds conversations that the contact began since the confirmation: they are erased too. */
async function withNewcomers(tx: Tx, deletion: DeletionRow): Promise<DeletionRow> {
  const isLast = deletion.purged + deletion.skipped >= deletion.total;
  if (!isLast || deletion.skipped > 0 || deletion.contactId === null) return deletion;
  const left = await listConversationIdsOf(tx, deletion.contactId, PURGE_CHUNK);
  return left.length === 0 ? deletion : addItems(tx, deletion, left);
}

/** Ends the erasure of a contact who is in a group or in an archive of an inbox on legal hold: it has to be kept. */
async function endOnHold(tx: Tx, deletion: DeletionRow): Promise<{ hasMore: false }> {
  await endDeletion(tx, { ...deletion, skips: { ...deletion.skips, "inbox.legal_hold": 1 } }, "leaveSome");
  return { hasMore: false };
}

/** Erases a contact and those merged into it with their notes and archives, also from the log and from stored answers. */
async function eraseContacts(tx: Tx, contacts: readonly ContactRow[]): Promise<void> {
  for (const row of contacts) {
    await saveErased(tx, row);
    await eraseContactNotes(tx, row.id);
  }
  const ids = contacts.map(({ id }) => id);
  await deleteRefusedFrom(
    tx,
    contacts.flatMap(({ email }) => email ?? []),
  );
  await deleteArchivesAbout(tx, ids);
  await deleteQueues(tx, ids);
  await deleteCommandMessagesFrom(tx, ids);
  await redactCommandMessagesFrom(tx, ids);
  await redactContacts(tx, ids);
  await deleteContactResponses(tx, ids);
  await insertTombstones(
    tx,
    contacts.map(({ id }) => ({ type: "contact", id, displayId: null, inboxId: null, contactId: id })),
    "erasure",
  );
}
