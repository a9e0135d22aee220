import { moveLabel } from "@/server/commands/organising/move-label";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listLabelMoves } from "@/server/store/organising/label-moves";
import type { WorkerContext } from "./worker-context";

const ACCOUNTS_PER_RUN = 100;

type Work = Pick<WorkerContext, "database" | "run">;

/** Renames and removes labels on conversations after a label was renamed or deleted, until none remains. */
export async function moveLabels({ database, run }: Work, stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted) {
    const due = await listLabelMoves(database, ACCOUNTS_PER_RUN);
    let isMoving = false;
    for (const { accountId, moveId, actor } of due) {
      const { result } = await run(moveLabel, { ...systemCaller(accountId), actor }, { moveId });
      if (result) isMoving = true;
    }
    if (!isMoving) return;
  }
}
