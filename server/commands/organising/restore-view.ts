import { lockChangeableView } from "@/server/commands/organising/_steps/view-filter";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import type { Tx } from "@/server/store/events/tx";
import { saveView } from "@/server/store/organising/saved-views";

/** Brings a deleted view back, unless another has its name by now. */
export async function restoreView(tx: Tx, { viewId }: { viewId: number }): Promise<ViewDto> {
  const before = await lockChangeableView(tx, viewId);
  return before.deletedAt === null ? before : saveView(tx, before, { deletedAt: null });
}
