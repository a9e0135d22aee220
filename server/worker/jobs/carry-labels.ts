import { moveLabel } from "@/server/commands/organising/move-label";
import { tellLabels } from "@/server/commands/organising/tell-labels";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listLabelMoves } from "@/server/store/organising/label-moves";
import { listUntold } from "@/server/store/organising/labels";
import type { WorkerContext } from "./worker-context";

const ACCOUNTS_AT_ONCE = 100;

type Work = Pick<WorkerContext, "database" | "run">;

/** Gives the conversations of renamed labels the new name and takes deleted ones off, until none is owed. */
export async function carryLabels({ database, run }: Work): Promise<void> {
  await tellUntold({ database, run });
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

/** Once after an upgrade: of most accounts there is nothing to tell. */
async function tellUntold({ database, run }: Work): Promise<void> {
  for (const accountId of await listUntold(database, ACCOUNTS_AT_ONCE))
    await run(tellLabels, systemCaller(accountId), undefined);
}
