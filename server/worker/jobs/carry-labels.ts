import { moveLabel } from "@/server/commands/organising/move-label";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listLabelMoves } from "@/server/store/organising/label-moves";
import type { WorkerContext } from "./worker-context";

const ACCOUNTS_AT_ONCE = 100;

type Work = Pick<WorkerContext, "database" | "run">;

/** Gives the conversations of renamed labels the new name and takes deleted ones off, until none is owed. */
export async function carryLabels({ database, run }: Work): Promise<void> {
  for (;;) {
    const due = await listLabelMoves(database, ACCOUNTS_AT_ONCE);
    let isMoving = false;
    for (const { accountId, moveId, actor } of due) {
      const { result } = await run(moveLabel, { ...systemCaller(accountId), actor }, { moveId });
      if (result) isMoving = true;
    }
    if (!isMoving) return;
  }
}
