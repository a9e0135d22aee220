import { requireFilter } from "@/server/commands/organising/_steps/view-filter";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { ViewDto } from "@/server/contract/organising/saved-view";
import type { Tx } from "@/server/store/events/tx";
import { insertView, type ViewText } from "@/server/store/organising/saved-views";

/** Keeps a list under a name: the caller's own, or shared with the account. */
export async function createView(tx: Tx, { name, isShared, filter }: ViewText): Promise<ViewDto> {
  const { userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  await requireFilter(tx, filter);
  return insertView(tx, userId, { name: name.trim(), isShared, filter });
}
