import { isDeepStrictEqual } from "node:util";
import { lockExisting, lockMessageToChange } from "@/server/commands/conversations/_steps/lock-conversation";
import { undoInto } from "@/server/commands/conversations/undo-changes";
import { deleteMessage } from "@/server/commands/messages/edit-message";
import { requireSeen } from "@/server/commands/messages/send-message";
import { withdrawMessage } from "@/server/commands/messages/undo-send";
import { type MacroRun, requireMacro, runActions } from "@/server/commands/organising/_steps/macro-actions";
import { Refusal } from "@/server/contract/_shared/refusal";
import type {
  MacroAction,
  MacroDto,
  RunMacroInput,
  UndoMacroInput,
} from "@/server/contract/organising/macro";
import { withoutParticipant } from "@/server/domain/conversation/participants";
import { whyNotUndone } from "@/server/domain/conversation/undo";
import { isInUndoWindow } from "@/server/domain/message/undo-window";
import { MACROS_MAX, mayChangeMacro, mayRunMacro, OWN_MACROS_MAX } from "@/server/domain/organising/macro";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findChangesOf } from "@/server/store/conversations/conversation-changes";
import { type ConversationRef, saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { countMacros, insertMacro, lockMacro, problemsOf, saveMacro } from "@/server/store/organising/macros";

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

type RunMacro = { conversation: ConversationRef } & RunMacroInput;

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

type UndoMacro = { conversation: ConversationRef } & UndoMacroInput;

/** `left`: the messages that reached the customer, which stay. */
type UndoneMacro = { conversation: ConversationRow; left: number[] };

/**
 * Undoes the run of a macro: its changes, its note, its reply within the undo window, and that the caller follows. All of
 * that or, if a change was changed again since, none. A reply that has left stays.
 */
export async function undoMacro(tx: Tx, input: UndoMacro): Promise<UndoneMacro> {
  const before = await lockExisting(tx, input.conversation);
  const { operationId } = input;
  const changes = await findChangesOf(tx, { conversationId: before.id, operationId });
  const why = changes.length === 0 ? null : whyNotUndone(before, changes);
  if (why) throw new Refusal(why);
  if (changes.length === 0 && input.messageIds.length === 0 && !input.unfollow)
    throw new Refusal("undo.not_found");

  const left: number[] = [];
  for (const messageId of input.messageIds)
    if (!(await takeBack(tx, before, messageId))) left.push(messageId);
  let now = await lockExisting(tx, { conversationId: before.id });
  // Withdrawing a message has undone the changes of its operation.
  const remaining = await findChangesOf(tx, { conversationId: before.id, operationId });
  if (remaining.some(({ isSuperseded }) => !isSuperseded)) now = await undoInto(tx, now, operationId);
  return { conversation: input.unfollow ? await unfollow(tx, now) : now, left };
}

/** Withdraws a reply within its undo window, or deletes a note; false for a reply that has left. */
async function takeBack(tx: Tx, before: ConversationRow, messageId: number): Promise<boolean> {
  const { message, conversation } = await lockMessageToChange(tx, messageId);
  if (conversation.id !== before.id) throw new Refusal("message.not_found", { field: "messageIds" });
  if (message.kind === "note") {
    if (message.deletedAt === null) await deleteMessage(tx, { messageId });
    return true;
  }
  if (message.withdrawnAt === null && !isInUndoWindow(message, tx.now)) return false;
  await withdrawMessage(tx, { messageId });
  return true;
}

async function unfollow(tx: Tx, before: ConversationRow): Promise<ConversationRow> {
  const participants = withoutParticipant(before.participants, tx.caller.userId ?? 0);
  if (participants === before.participants) return before;
  return saveConversation(
    tx,
    before,
    { participants: [...participants] },
    { type: "conversation.participants_changed", cause: { rule: "undo" } },
  );
}
