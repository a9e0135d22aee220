import { requireAdministrator } from "@/server/commands/_run/permission";
import { normalName } from "@/server/commands/organising/_steps/label-names";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { LabelDto } from "@/server/contract/organising/label";
import type { Tx } from "@/server/store/events/tx";
import { appendLabelMove } from "@/server/store/organising/label-moves";
import {
  insertLabels,
  type LabelText,
  lockLabel,
  saveLabel,
  toLabelDto,
} from "@/server/store/organising/labels";

/** Creates a label. Administrators only; other members create one by adding a new name to a conversation. */
export async function createLabel(tx: Tx, { name, ...appearance }: LabelText): Promise<LabelDto> {
  requireAdministrator(tx.caller);
  const [made] = await insertLabels(tx, [{ ...appearance, name: normalName(name) }]);
  if (!made) throw new Refusal("label.taken", { field: "name" });
  return toLabelDto(made);
}

export type UpdateLabel = Partial<LabelText> & { labelId: number };

/** Changes a label's name, colour or description; the worker renames it on conversations. Administrators only. */
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

/** Deletes a label; the worker removes it from conversations. Administrators only. */
export async function deleteLabel(tx: Tx, { labelId }: { labelId: number }): Promise<LabelDto> {
  requireAdministrator(tx.caller);
  const before = await lockLabel(tx, labelId);
  if (!before) throw new Refusal("label.not_found");
  const after = await saveLabel(tx, before, { deletedAt: tx.now });
  await appendLabelMove(tx, { fromName: before.name, toName: null });
  return toLabelDto(after);
}
