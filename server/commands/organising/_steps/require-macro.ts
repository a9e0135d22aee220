import { Refusal } from "@/server/contract/_shared/refusal";
import type { MacroDto } from "@/server/contract/organising/macro";
import { mayRunMacro } from "@/server/domain/organising/macro";
import type { Tx } from "@/server/store/events/tx";
import { findMacro, problemsOf } from "@/server/store/organising/macros";

/** A macro that the caller may run. Refuses a broken one, by the position of the action that names what is gone. */
export async function requireMacro(tx: Tx, macroId: number): Promise<MacroDto> {
  const macro = await findMacro(tx, tx.caller.accountId, macroId);
  if (!macro || !mayRunMacro(macro, tx.caller)) throw new Refusal("macro.not_found", { field: "macroId" });
  const [problem] = (await problemsOf(tx, tx.caller.accountId, [macro.actions]))[0] ?? [];
  if (problem) throw new Refusal(problem.code, { field: `actions.${problem.action}` });
  return macro;
}
