import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { LabelDto } from "@/server/contract/organising/label";
import type { Tx } from "@/server/store/events/tx";
import { appendLabelMove } from "@/server/store/organising/label-moves";
import { lockLabel, saveLabel, toLabelDto } from "@/server/store/organising/labels";

/** Takes a label away; it comes off the conversations that carry it soon after. Administrators only. */
export async function deleteLabel(tx: Tx, { labelId }: { labelId: number }): Promise<LabelDto> {
  requireAdministrator(tx.caller);
  const before = await lockLabel(tx, labelId);
  if (!before) throw new Refusal("label.not_found");
  const after = await saveLabel(tx, before, { deletedAt: tx.now });
  await appendLabelMove(tx, { fromName: before.name, toName: null });
  return toLabelDto(after);
}
