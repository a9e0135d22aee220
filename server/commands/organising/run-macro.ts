import { lockExisting } from "@/server/commands/conversations/_steps/lock-live";
import { requireSeen } from "@/server/commands/messages/send-message";
import { type MacroRun, runActions } from "@/server/commands/organising/_steps/macro-actions";
import { requireMacro } from "@/server/commands/organising/_steps/require-macro";
import type { RunMacroInput } from "@/server/contract/organising/macro-inputs";
import type { ConversationRef } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";

export type RunMacro = { conversation: ConversationRef } & RunMacroInput;

/** Runs a macro on a conversation: all of its actions, or none with the refusal of the first that cannot be done. */
export async function runMacro(
  tx: Tx,
  { conversation, macroId, lastSeenNumber, holdMs, today }: RunMacro,
): Promise<MacroRun> {
  const before = await lockExisting(tx, conversation);
  const macro = await requireMacro(tx, macroId);
  const writes = macro.actions.some(({ type }) => type === "reply");
  if (writes && lastSeenNumber !== undefined) await requireSeen(tx, before, lastSeenNumber);
  return runActions(tx, before, { macro, ...(holdMs !== undefined && { holdMs }), ...(today && { today }) });
}
