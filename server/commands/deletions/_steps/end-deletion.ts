import { type DeletionEnd, type DeletionSignal, nextDeletionState } from "@/server/domain/deletion/deletion";
import { type DeletionRow, saveDeletion } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { endOperation } from "@/server/store/idempotency/operations";

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
    requestedBy: saved.requestedBy,
    startedAt: saved.createdAt,
  });
}

function codeOf({ skips }: DeletionRow, state: Exclude<DeletionEnd, "succeeded">): string {
  if (state === "timed_out") return "deletion.timed_out";
  const codes = Object.keys(skips);
  return codes.length === 1 ? (codes[0] ?? "deletion.incomplete") : "deletion.incomplete";
}
