import { assignInto } from "@/server/commands/conversations/assign-conversation";
import { changeTeam } from "@/server/commands/conversations/assign-team";
import { signalInto } from "@/server/commands/conversations/change-status";
import { prioritiseInto } from "@/server/commands/conversations/set-priority";
import { sendInto } from "@/server/commands/messages/send-message";
import { labelInto } from "@/server/commands/organising/label-conversation";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import type { MacroAction, MacroDto } from "@/server/contract/organising/macro";
import { withParticipant } from "@/server/domain/conversation/participants";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";
import { appendMessage } from "@/server/store/messages/messages";
import { textsFor } from "./macro-text";

export type MacroRun = {
  conversation: ConversationRow;
  /** The messages that it wrote. */
  messageIds: number[];
  /** The text for the composer. */
  draft: string | null;
};

type Options = { macro: Pick<MacroDto, "id" | "name" | "actions">; holdMs?: number; today?: string };

/**
 * Runs the actions of a macro on a locked conversation, in their order; its events have the macro as their cause. Refuses
 * the first action that is refused, by its position: then nothing of the transaction may remain.
 */
export async function runActions(
  tx: Tx,
  before: ConversationRow,
  { macro: { id, name, actions }, holdMs = 0, today = tx.now.toISOString().slice(0, 10) }: Options,
): Promise<MacroRun> {
  if (before.lifecycle !== "live") throw new Refusal("conversation.trashed");
  const caused = tx.because({ rule: "macro", macro: { id, name } });
  const texts = textsFor(tx, before, today);
  let run: MacroRun = { conversation: before, messageIds: [], draft: null };
  for (const [at, action] of actions.entries())
    try {
      run = await act(caused, run, { action, texts, holdMs });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const { refusal, detail } = error;
      throw new Refusal(refusal, { field: `actions.${at}`, ...(detail !== undefined && { detail }) });
    }
  return run;
}

type Step = { action: MacroAction; texts: ReturnType<typeof textsFor>; holdMs: number };

async function act(tx: Tx, run: MacroRun, { action, texts, holdMs }: Step): Promise<MacroRun> {
  const now = run.conversation;
  const put = async (changed: Promise<ConversationRow>) => ({ ...run, conversation: await changed });
  switch (action.type) {
    case "reply":
      return write(tx, run, { content: await texts.fillWholly(action.content), holdMs });
    case "note":
      return write(tx, run, { content: await texts.fill(action.content) });
    case "draft":
      return { ...run, draft: await texts.fill(action.content) };
    case "status":
      return put(signalInto(tx, now, { signal: action.signal, until: null }));
    case "snooze": {
      const until = action.minutes === null ? null : new Date(tx.now.getTime() + action.minutes * 60_000);
      return put(signalInto(tx, now, { signal: "snooze", until }));
    }
    case "assign":
      return put(assignInto(tx, now, assigneeOf(tx, action.assigneeId)));
    case "team":
      return put(changeTeam(tx, now, action.teamId));
    case "label":
      return put(labelInto(tx, now, action));
    case "priority":
      return put(prioritiseInto(tx, now, action.priority));
    case "follow":
      return put(follow(tx, now));
  }
}

/** A message with an undo window, or without one a note. */
async function write(
  tx: Tx,
  run: MacroRun,
  { content, holdMs }: { content: string; holdMs?: number },
): Promise<MacroRun> {
  const written =
    holdMs === undefined
      ? await appendMessage(tx, run.conversation, {
          content,
          kind: "note",
          direction: null,
          sender: tx.caller.actor,
          tick: null,
        })
      : await sendInto(tx, run.conversation, await inboxOf(tx, run.conversation), { content, holdMs });
  return { ...run, conversation: written.conversation, messageIds: [...run.messageIds, written.message.id] };
}

async function inboxOf(tx: Tx, { inboxId }: ConversationRow) {
  const inbox = await shareInbox(tx, inboxId);
  if (!inbox) throw new Refusal("conversation.not_found");
  return inbox;
}

function assigneeOf({ caller }: Tx, assigneeId: number | "me" | null): number | null {
  if (assigneeId !== "me") return assigneeId;
  if (caller.userId === null) throw new Refusal("auth.forbidden");
  return caller.userId;
}

async function follow(tx: Tx, before: ConversationRow): Promise<ConversationRow> {
  const { userId } = tx.caller;
  if (userId === null) throw new Refusal("auth.forbidden");
  const participants = withParticipant(before.participants, userId, { because: "added", at: tx.now });
  if (participants === before.participants) return before;
  return saveConversation(
    tx,
    before,
    { participants: [...participants] },
    { type: "conversation.participants_changed" },
  );
}
