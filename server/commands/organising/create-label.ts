import { requireAdministrator } from "@/server/commands/_run/permission";
import { normalName } from "@/server/commands/organising/_steps/label-names";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { LabelDto } from "@/server/contract/organising/label";
import type { Tx } from "@/server/store/events/tx";
import { insertLabels, type LabelText, toLabelDto } from "@/server/store/organising/labels";

/** Makes a label. Administrators only; others make one by putting it on a conversation. */
export async function createLabel(tx: Tx, { name, ...appearance }: LabelText): Promise<LabelDto> {
  requireAdministrator(tx.caller);
  const [made] = await insertLabels(tx, [{ ...appearance, name: normalName(name) }]);
  if (!made) throw new Refusal("label.taken", { field: "name" });
  return toLabelDto(made);
}
