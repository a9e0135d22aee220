import type { LabelDto } from "@/server/contract/label";
import { Refusal } from "@/server/contract/refusal";
import { insertLabels, type LabelText, toLabelDto } from "@/server/store/labels";
import type { Tx } from "@/server/store/tx";
import { normalName } from "./label-names";
import { requireAdministrator } from "./permission";

/** Makes a label. Administrators only; others make one by putting it on a conversation. */
export async function createLabel(tx: Tx, { name, ...look }: LabelText): Promise<LabelDto> {
  requireAdministrator(tx.caller);
  const [made] = await insertLabels(tx, [{ ...look, name: normalName(name) }]);
  if (!made) throw new Refusal("label.taken", { field: "name" });
  return toLabelDto(made);
}
