import { lockChangeableView } from "@/server/commands/organising/_steps/view-filter";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import type { Tx } from "@/server/store/events/tx";
import { saveView } from "@/server/store/organising/saved-views";

/** Deletes a view; `restoreView` takes that back. */
export async function deleteView(tx: Tx, { viewId }: { viewId: number }): Promise<ViewDto> {
  const before = await lockChangeableView(tx, viewId);
  if (before.deletedAt !== null) throw new Refusal("view.not_found");
  return saveView(tx, before, { deletedAt: tx.now });
}
