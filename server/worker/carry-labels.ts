import { moveLabel } from "@/server/commands/move-label";
import { systemCaller } from "@/server/contract/caller";
import { listLabelMoves } from "@/server/store/label-moves";
import type { Housekeeping } from "./housekeeping";

const ACCOUNTS_AT_ONCE = 100;

/** Gives the conversations of renamed labels the new name and takes deleted ones off, until none is owed. */
export async function carryLabels({ database, run }: Pick<Housekeeping, "database" | "run">): Promise<void> {
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
