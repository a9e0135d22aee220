import { trashInto } from "@/server/commands/conversations/trash";
import {
  type DeletionEnd,
  type DeletionScope,
  type DeletionSignal,
  nextDeletionState,
  whySkipped,
} from "@/server/domain/deletion/deletion";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { digestOfDocument } from "@/server/store/archives/archive-document";
import { insertArchive } from "@/server/store/archives/archived-conversations";
import { type Outcome, saveDeletion, settleItems } from "@/server/store/deletions/deletion-work";
import type { DeletionRow } from "@/server/store/deletions/deletions";
import { findOnLegalHold, lockWithCopies, purgeConversations } from "@/server/store/deletions/purge";
import type { Tx } from "@/server/store/events/tx";
import { endOperation } from "@/server/store/idempotency/operations";
import { findRetentionOver } from "@/server/store/retention/inbox-retention";

/** Conversations deleted in one transaction. */
export const PURGE_CHUNK = 20;

/** The documents of conversations that are to be archived, in the file store, by conversation. */
export type StoredArchives = ReadonlyMap<number, { fileId: number; digest: string }>;
const NO_ARCHIVES: StoredArchives = new Map();

export type PurgedChunk = {
  /** The deletion with these conversations counted; the caller saves it. */
  counted: DeletionRow;
  /** The outcome of each conversation, in the order given. */
  outcomes: readonly Outcome[];
  /** The deleted conversations, as they were before the deletion. */
  purged: readonly ConversationRow[];
};

/**
 * Deletes these conversations of a locked deletion permanently, with their events and tombstones. One that may not be
 * deleted is skipped with its reason; one that its inbox archives is skipped unless `archives` has it as it is now. Every
 * permanent deletion calls it: confirmed, in bulk, by retention, by DELETE.
 */
export async function purgeChunk(
  tx: Tx,
  deletion: DeletionRow,
  {
    ids,
    scope,
    archives = NO_ARCHIVES,
  }: { ids: readonly number[]; scope: DeletionScope; archives?: StoredArchives },
): Promise<PurgedChunk> {
  if (ids.length === 0) return { counted: deletion, outcomes: [], purged: [] };
  const { rows, copies } = await lockWithCopies(tx, ids);
  const locked = new Map(rows.map((row) => [row.id, row]));
  const onHold = await findOnLegalHold(tx, rows, copies);
  const due: DueConversations = scope === "resolved" ? await findRetentionOver(tx, rows) : new Map();
  const purged: ConversationRow[] = [];
  const outcomes: Outcome[] = [];
  for (const id of ids) {
    const row = locked.get(id) ?? null;
    const found = row && { ...row, isHeld: onHold.has(id), isDue: due.has(id) };
    const kept = whySkipped(found, { scope, begunAt: deletion.createdAt });
    const isArchivable = row !== null && kept === null && due.get(id)?.isArchived;
    const code = isArchivable && !(await archive(tx, row, archives)) ? "conversation.changed" : kept;
    outcomes.push({ id, code });
    if (row && code === null) purged.push(await trashInto(tx, row));
  }
  await purgeConversations(tx, purged, deletion.reason);
  await settleItems(tx, deletion.id, outcomes);
  return { counted: countIn(deletion, outcomes), outcomes, purged };
}

type DueConversations = Awaited<ReturnType<typeof findRetentionOver>>;

/**
 * Archives a locked conversation whose document is in the file store. False if there is none, as the inbox archives only
 * since, or if the conversation has changed since it was written.
 */
async function archive(tx: Tx, row: ConversationRow, archives: StoredArchives): Promise<boolean> {
  const stored = archives.get(row.id);
  const place = { accountId: tx.caller.accountId, conversationId: row.id };
  if (!stored || (await digestOfDocument(tx, place)) !== stored.digest) return false;
  return insertArchive(tx, row, stored.fileId);
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

/** Saves the end of a locked deletion and closes its operation. Consumers then confirm that they deleted their copies. */
export async function endDeletion(
  tx: Tx,
  deletion: DeletionRow,
  signal: Exclude<DeletionSignal, "resume">,
): Promise<void> {
  const state = nextDeletionState(deletion.state, signal);
  if (state === null || state === "running") throw new Error(`a ${deletion.state} deletion cannot end`);
  const saved = await saveDeletion(tx, deletion, state);
  await endOperation(tx, {
    kind: "deletion",
    subjectId: saved.id,
    state,
    error: state === "succeeded" ? null : { code: codeOf(saved, state), detail: JSON.stringify(saved.skips) },
    requestedBy: saved.actor,
    startedAt: saved.createdAt,
  });
}

function codeOf({ skips }: DeletionRow, state: Exclude<DeletionEnd, "succeeded">): string {
  if (state === "timed_out") return "deletion.timed_out";
  const codes = Object.keys(skips);
  return codes.length === 1 ? (codes[0] ?? "deletion.incomplete") : "deletion.incomplete";
}
