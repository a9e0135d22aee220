import { isDeepStrictEqual } from "node:util";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MacroAction, MacroDto } from "@/server/contract/organising/macro";
import { MACROS_MAX, mayChangeMacro, mayRunMacro, OWN_MACROS_MAX } from "@/server/domain/organising/macro";
import type { Tx } from "@/server/store/events/tx";
import { problemsOf } from "@/server/store/organising/macro-problems";
import { countMacros, insertMacro, lockMacro, saveMacro } from "@/server/store/organising/macros";

export type CreateMacro = { name: string; isOwn: boolean; actions: MacroAction[] };

/** Creates a macro: administrators everybody's, every member their own. */
export async function createMacro(tx: Tx, { name, isOwn, actions }: CreateMacro): Promise<MacroDto> {
  const { userId } = tx.caller;
  const ownerId = isOwn ? userId : null;
  if ((isOwn && userId === null) || !mayChangeMacro({ ownerId }, tx.caller))
    throw new Refusal("auth.forbidden");
  await requireKnown(tx, actions);
  const most = isOwn ? OWN_MACROS_MAX : MACROS_MAX;
  if ((await countMacros(tx, ownerId, most)) === most)
    throw new Refusal("macro.too_many", { detail: String(most) });
  return insertMacro(tx, { name, ownerId, actions });
}

export type UpdateMacro = { macroId: number; name?: string; actions?: MacroAction[] };

/** Changes a macro's name or actions. Unchanged actions may name what was deleted since. */
export async function updateMacro(tx: Tx, { macroId, ...patch }: UpdateMacro): Promise<MacroDto> {
  const before = await lockOwn(tx, macroId);
  const { name = before.name, actions = before.actions } = patch;
  const hasOtherActions = !isDeepStrictEqual(actions, before.actions);
  if (name === before.name && !hasOtherActions) return before;
  if (hasOtherActions) await requireKnown(tx, actions);
  return saveMacro(tx, before, { name, actions });
}

/** Deletes a macro; its name may be used again. */
export async function deleteMacro(tx: Tx, { macroId }: { macroId: number }): Promise<MacroDto> {
  return saveMacro(tx, await lockOwn(tx, macroId), { deletedAt: tx.now });
}

/** Refuses the first action that names what the account does not have. */
async function requireKnown(tx: Tx, actions: readonly MacroAction[]): Promise<void> {
  const [problem] = (await problemsOf(tx, tx.caller.accountId, [actions]))[0] ?? [];
  if (problem) throw new Refusal(problem.code, { field: `actions.${problem.action}` });
}

/** Locks a macro that the caller may change. Another member's own is not found; everybody's is forbidden. */
async function lockOwn(tx: Tx, macroId: number): Promise<MacroDto> {
  const macro = await lockMacro(tx, macroId);
  if (!macro || !mayRunMacro(macro, tx.caller)) throw new Refusal("macro.not_found");
  if (!mayChangeMacro(macro, tx.caller)) throw new Refusal("auth.forbidden");
  return macro;
}
