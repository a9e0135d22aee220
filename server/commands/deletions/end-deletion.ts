import type { DeletionEnd } from "@/server/domain/deletion/deletion";
import type { DeletionRow } from "@/server/store/deletions/deletions";
import type { Tx } from "@/server/store/events/tx";
import { endOperation } from "@/server/store/idempotency/operations";

/** Says how a deletion ended, however it was asked for: consumers that have forgotten their copies confirm it then. */
export const endDeletion = (tx: Tx, deletion: DeletionRow, state: DeletionEnd) =>
  endOperation(tx, {
    kind: "deletion",
    subjectId: deletion.id,
    state,
    error:
      state === "succeeded"
        ? null
        : { code: codeOf(deletion, state), detail: JSON.stringify(deletion.skips) },
    requestedBy: deletion.requestedBy,
    startedAt: deletion.createdAt,
  });

const codeOf = ({ skips }: DeletionRow, state: "failed" | "timed_out"): string => {
  const codes = Object.keys(skips);
  if (state === "timed_out") return "deletion.timed_out";
  return codes.length === 1 ? (codes[0] ?? "deletion.incomplete") : "deletion.incomplete";
};
