import { z } from "zod";
import { runActions } from "@/server/commands/organising/_steps/macro-actions";
import { requireMacro } from "@/server/commands/organising/_steps/require-macro";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { BulkAction } from "@/server/contract/bulk/bulk";
import { type MacroDto, macroDto } from "@/server/contract/organising/macro";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { Tx } from "@/server/store/events/tx";

/** What an operation keeps of its macro: it is changed or deleted without an effect on the conversations that remain. */
const frozen = z.object({
  macroId: z.number(),
  macro: macroDto.pick({ id: true, name: true, actions: true }),
});
type FrozenMacro = Pick<MacroDto, "id" | "name" | "actions">;

/** The change with the macro as it is now. Refuses a broken one, and one that puts a text into the composer. */
export async function freezeMacro(tx: Tx, change: BulkAction): Promise<BulkAction> {
  if (change.action !== "macro") return change;
  const { id, name, actions } = await requireMacro(tx, change.params.macroId);
  if (actions.some(({ type }) => type === "draft"))
    throw new Refusal("macro.not_for_many", { field: "params.macroId" });
  return { ...change, params: { ...change.params, ...{ macro: { id, name, actions } } } };
}

/** The macro of an operation's stored parameters. */
export const frozenMacro = (params: object): FrozenMacro => frozen.parse(params).macro;

/** Runs it on a locked conversation. */
export const runMacroOn = async (
  tx: Tx,
  before: ConversationRow,
  macro: FrozenMacro,
): Promise<ConversationRow> => (await runActions(tx, before, { macro })).conversation;
