import { z } from "zod";
import { assignInto, changeTeam } from "@/server/commands/conversations/assign";
import { signalInto } from "@/server/commands/conversations/change-status";
import { prepareMove } from "@/server/commands/conversations/move-conversation";
import { prioritiseInto } from "@/server/commands/conversations/set-fields";
import { restoreInto, trashInto } from "@/server/commands/conversations/trash";
import { moveBackTo, undoInto } from "@/server/commands/conversations/undo-changes";
import { requireMacro, runActions } from "@/server/commands/organising/_steps/macro-actions";
import { labelInto } from "@/server/commands/organising/labels";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { BulkAction } from "@/server/contract/conversation/bulk";
import { type MacroDto, macroDto } from "@/server/contract/organising/macro";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findBulk } from "@/server/store/bulk/bulk-operations";
import { findChangesAhead } from "@/server/store/conversations/conversation-changes";
import { lockUnreadMessages } from "@/server/store/conversations/conversation-inbox";
import { countUnreadAhead } from "@/server/store/conversations/seen";
import { memoize } from "@/server/store/events/batch/batch";
import type { Tx } from "@/server/store/events/tx";

/** Changes one locked conversation as the single command does. Returns the same row if nothing changes. */
export type BulkChange = (before: ConversationRow) => Promise<ConversationRow>;

/** An action as a change of each of these conversations. Loads what they need with few statements first. */
export async function prepareChange(
  tx: Tx,
  bulk: BulkAction,
  conversations: readonly ConversationRow[],
): Promise<BulkChange> {
  switch (bulk.action) {
    case "status": {
      const { signal } = bulk.params;
      return (before) => signalInto(tx, before, { signal, until: null, rule: "bulk" });
    }
    case "snooze": {
      const until = bulk.params.until === null ? null : new Date(bulk.params.until);
      return (before) => signalInto(tx, before, { signal: "snooze", until, rule: "bulk" });
    }
    case "assign": {
      const { assigneeId } = bulk.params;
      await countUnreadAhead(
        tx,
        conversations.map((before) => ({ ...before, assigneeId })),
      );
      return (before) => assignInto(tx, before, assigneeId);
    }
    case "team":
      return (before) => changeTeam(tx, before, bulk.params.teamId);
    case "label":
      return (before) => labelInto(tx, before, bulk.params);
    case "priority":
      return (before) => prioritiseInto(tx, before, bulk.params.priority);
    case "move": {
      await countUnreadAhead(
        tx,
        conversations.map((before) => ({ ...before, assigneeId: null })),
      );
      const move = await prepareMove(tx, bulk.params.inboxId, conversations);
      return (before) => move(before, "bulk");
    }
    case "macro": {
      const macro = frozenMacro(bulk.params);
      return (before) => runMacroOn(tx, before, macro);
    }
    case "trash":
      return (before) => trashInto(tx, before, "bulk");
    case "restore":
      return (before) => restoreInto(tx, before, "bulk");
    case "purge":
      throw new Error("purge-in-bulk.ts handles purge");
    case "undo": {
      const undone = await findBulk(tx, tx.caller.accountId, bulk.params.bulkOperationId);
      if (!undone) throw new Refusal("bulk_operation.not_found");
      const ids = conversations.map(({ id }) => id);
      await findChangesAhead(tx, ids, undone.operationId);
      await prepareMovesBack(tx, conversations);
      return (before) => undoInto(tx, before, undone.operationId);
    }
  }
}

/** Prepares the undo of moves, once for each inbox. */
async function prepareMovesBack(tx: Tx, conversations: readonly ConversationRow[]): Promise<void> {
  const leaving = new Map<number, ConversationRow[]>();
  const links = new Map<number, number | null>();
  for (const one of conversations)
    for (const change of tx.batch?.changes.get(one.id) ?? [])
      if (change.facet === "inbox") {
        const { inboxId, contactInboxId } = change.before;
        leaving.set(inboxId, [...(leaving.get(inboxId) ?? []), one]);
        links.set(one.id, contactInboxId);
      }
  // In one statement: it locks in ascending order.
  if (leaving.size > 1)
    await lockUnreadMessages(
      tx,
      [...leaving.values()].flatMap((those) => those.map(({ id }) => id)),
    );
  for (const [inboxId, those] of leaving)
    await memoize(tx, moveBackTo(inboxId), () => prepareMove(tx, inboxId, those, links));
}

const LINES: Readonly<Record<BulkAction["action"], 0 | 1 | 2>> = {
  status: 1,
  snooze: 1,
  assign: 0,
  team: 0,
  label: 0,
  priority: 0,
  move: 1,
  macro: 0,
  trash: 1,
  purge: 0,
  restore: 2, // a second one if a snooze has ended
  undo: 2,
};

/** The most activity lines that an action adds to a conversation. */
export const linesOf = ({ action }: Pick<BulkAction, "action">): number => LINES[action];

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
const frozenMacro = (params: object): FrozenMacro => frozen.parse(params).macro;

/** Runs it on a locked conversation. */
const runMacroOn = async (tx: Tx, before: ConversationRow, macro: FrozenMacro): Promise<ConversationRow> =>
  (await runActions(tx, before, { macro })).conversation;
