import type { LabelDto } from "@/server/contract/label";
import { Refusal } from "@/server/contract/refusal";
import { appendLabelMove } from "@/server/store/label-moves";
import { type LabelText, lockLabel, saveLabel, toLabelDto } from "@/server/store/labels";
import type { Tx } from "@/server/store/tx";
import { normalName } from "./label-names";
import { requireAdministrator } from "./permission";

export type UpdateLabel = Partial<LabelText> & { labelId: number };

/** Renames, recolours or describes a label; conversations that carry it get its new name soon after. Administrators only. */
export async function updateLabel(tx: Tx, { labelId, ...patch }: UpdateLabel): Promise<LabelDto> {
  requireAdministrator(tx.caller);
  const before = await lockLabel(tx, labelId);
  if (!before) throw new Refusal("label.not_found");
  const name = patch.name === undefined ? before.name : normalName(patch.name);
  const { colour = before.colour, description = before.description } = patch;
  const isSame = name === before.name && colour === before.colour && description === before.description;
  if (isSame) return toLabelDto(before);
  const after = await saveLabel(tx, before, { name, colour, description });
  if (name !== before.name) await appendLabelMove(tx, { fromName: before.name, toName: name });
  return toLabelDto(after);
}
