import { lockExisting } from "@/server/commands/conversations/_steps/lock-live";
import { requireSeen } from "@/server/commands/messages/send-message";
import { type MacroRun, runActions } from "@/server/commands/organising/_steps/macro-actions";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MacroDto } from "@/server/contract/organising/macro";
import type { RunMacroInput } from "@/server/contract/organising/macro-inputs";
import { mayRunMacro } from "@/server/domain/organising/macro";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { problemsOf } from "@/server/store/organising/macro-problems";
import { findMacro } from "@/server/store/organising/macros";

export type RunMacro = { conversation: ConversationRef } & RunMacroInput;

/** Runs a macro on a conversation: all of its actions, or none with the refusal of the first that cannot be done. */
export async function runMacro(
  tx: Tx,
  { conversation, macroId, lastSeenNumber, holdMs, today }: RunMacro,
): Promise<MacroRun> {
  const macro = await requireMacro(tx, macroId);
  const before = await lockExisting(tx, conversation);
  const writes = macro.actions.some(({ type }) => type === "reply");
  if (writes && lastSeenNumber !== undefined) await requireSeen(tx, before, lastSeenNumber);
  return runActions(tx, before, { macro, ...(holdMs !== undefined && { holdMs }), ...(today && { today }) });
}

/** A macro that the caller may run. Refuses a broken one, by the position of the action that names what is gone. */
export async function requireMacro(tx: Tx, macroId: number): Promise<MacroDto> {
  const macro = await findMacro(tx, tx.caller.accountId, macroId);
  if (!macro || !mayRunMacro(macro, tx.caller)) throw new Refusal("macro.not_found", { field: "macroId" });
  const [problem] = (await problemsOf(tx, tx.caller.accountId, [macro.actions]))[0] ?? [];
  if (problem) throw new Refusal(problem.code, { field: `actions.${problem.action}` });
  return macro;
}
