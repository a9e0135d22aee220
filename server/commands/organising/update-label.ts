import { requireAdministrator } from "@/server/commands/_run/permission";
import { normalName } from "@/server/commands/organising/_steps/label-names";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { LabelDto } from "@/server/contract/organising/label";
import type { Tx } from "@/server/store/events/tx";
import { appendLabelMove } from "@/server/store/organising/label-moves";
import { type LabelText, lockLabel, saveLabel, toLabelDto } from "@/server/store/organising/labels";

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
