import { trashInto } from "@/server/commands/conversations/trash-conversation";
import { endOf, whySkipped } from "@/server/domain/deletion/deletion";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type ContactRow, lockContacts, lockMergedInto, saveErased } from "@/server/store/contacts/contacts";
import { listConversationIdsOf } from "@/server/store/conversations/conversations";
import {
  addItems,
  type DeletionRow,
  listPending,
  type Outcome,
  saveDeletion,
  settleItems,
  takeDeletion,
} from "@/server/store/deletions/deletions";
import { findOnLegalHold } from "@/server/store/deletions/on-legal-hold";
import { lockWithCopies, purgeConversations } from "@/server/store/deletions/purge";
import { insertTombstones } from "@/server/store/deletions/tombstones";
import { redactContacts } from "@/server/store/events/redact-events";
import type { Tx } from "@/server/store/events/tx";
import { forgetContacts } from "@/server/store/idempotency/forget-answers";
import { endDeletion } from "./end-deletion";

/** Conversations in one transaction. */
export const PURGE_CHUNK = 20;
/** Names that were merged into a contact; a merge takes no more. */
const MERGED_MAX = 10_000;

/**
 * Deletes the next conversations of a deletion, with their tombstones and events in the same transaction; one that was
 * restored or put on hold meanwhile is skipped, also when it is in the trash again. The last turn ends the operation, and of a contact takes the contact
 * itself; one that was merged into another meanwhile is left to that, and the deletion fails. Null when there is nothing to do or another process is at it; else whether it goes on.
 */
export async function advanceDeletion(
  tx: Tx,
  { deletionId }: { deletionId: number },
): Promise<{ goesOn: boolean } | null> {
  const deletion = await takeDeletion(tx, deletionId);
  if (!deletion) return null;
  tx.operationId = deletion.operationId;
  const contact = deletion.contactId === null ? null : await lockItself(tx, deletion.contactId);
  if (contact === undefined) return endWithout(tx, deletion);

  const isLate = deletion.deadlineAt <= tx.now;
  const ids = isLate ? [] : await listPending(tx, deletion.id, PURGE_CHUNK);
  const { counted } = await purgeNext(tx, deletion, ids);
  const whole = contact === null ? counted : await withNewcomers(tx, counted);
  const end = endOf(whole, { isLate });
  if (end === "succeeded" && contact !== null) await eraseContact(tx, contact);
  const saved = await saveDeletion(tx, whole, end);
  if (end !== null) await endDeletion(tx, saved, end);
  return { goesOn: end === null };
}

/** Deletes these conversations of a locked deletion; `counted` is to be saved. */
export async function purgeNext(
  tx: Tx,
  deletion: DeletionRow,
  ids: readonly number[],
): Promise<{ counted: DeletionRow; outcomes: readonly Outcome[] }> {
  const outcomes = await purgeSome(tx, deletion, ids);
  await settleItems(tx, deletion.id, outcomes);
  return { counted: countIn(deletion, outcomes), outcomes };
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
  const saved = await saveDeletion(tx, { ...before, skips, skipped: before.skipped + left }, "failed");
  await endDeletion(tx, saved, "failed");
  return { goesOn: false };
}

async function purgeSome(
  tx: Tx,
  { reason, createdAt }: DeletionRow,
  ids: readonly number[],
): Promise<Outcome[]> {
  if (ids.length === 0) return [];
  const { rows, copies } = await lockWithCopies(tx, ids);
  const locked = new Map(rows.map((row) => [row.id, row]));
  const held = await findOnLegalHold(tx, rows, copies);
  const how = { isErasure: reason === "erasure", begunAt: createdAt };
  const going: ConversationRow[] = [];
  const outcomes: Outcome[] = [];
  for (const id of ids) {
    const row = locked.get(id) ?? null;
    const isHeld = held.has(id);
    const code = whySkipped(row && { ...row, isHeld }, how);
    outcomes.push({ id, code });
    if (row && code === null) going.push(await trashInto(tx, row));
  }
  await purgeConversations(tx, going, reason);
  return outcomes;
}

function countIn(before: DeletionRow, outcomes: readonly Outcome[]): DeletionRow {
  const skips = { ...before.skips };
  for (const { code } of outcomes) if (code !== null) skips[code] = (skips[code] ?? 0) + 1;
  const skipped = outcomes.filter(({ code }) => code !== null).length;
  return {
    ...before,
    skips,
    purged: before.purged + outcomes.length - skipped,
    skipped: before.skipped + skipped,
  };
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
  await forgetContacts(tx, ids);
  await insertTombstones(
    tx,
    contacts.map(({ id }) => ({ type: "contact", id, displayId: null, inboxId: null, contactId: id })),
    "erasure",
  );
}
