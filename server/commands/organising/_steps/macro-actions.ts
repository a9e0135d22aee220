import { assignInto, changeTeam } from "@/server/commands/conversations/assign";
import { signalInto } from "@/server/commands/conversations/change-status";
import { prioritiseInto } from "@/server/commands/conversations/set-fields";
import { sendInto } from "@/server/commands/messages/send-message";
import { labelInto } from "@/server/commands/organising/labels";
import type { Caller } from "@/server/contract/_shared/caller";
import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import { type CannedValues, cannedValues, fillIn, missingIn } from "@/server/contract/organising/fill-in";
import type { MacroAction, MacroDto } from "@/server/contract/organising/macro";
import { withParticipant } from "@/server/domain/conversation/participants";
import { fitsInto } from "@/server/domain/message/content";
import { mayRunMacro } from "@/server/domain/organising/macro";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { findMember } from "@/server/store/_rows/member-rows";
import { findContact } from "@/server/store/contacts/contacts";
import { saveConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { shareInbox } from "@/server/store/inboxes/inboxes";
import { findAccount } from "@/server/store/members/accounts";
import { appendMessage } from "@/server/store/messages/messages";
import { findMacro, problemsOf } from "@/server/store/organising/macros";

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

/** A message with an undo window, or without one a note. Refuses a text that its values have made longer than any message. */
async function write(
  tx: Tx,
  run: MacroRun,
  { content, holdMs }: { content: string; holdMs?: number },
): Promise<MacroRun> {
  if (!fitsInto(content, CONTENT_CHARS_MAX))
    throw new Refusal("message.too_long", { detail: String(CONTENT_CHARS_MAX) });
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

/**
 * Returns a function that fills in the texts of a macro for a conversation; it reads what they need once. A text of which
 * a variable has no value is refused where nobody can complete it.
 */
function textsFor(tx: Tx, conversation: ConversationRow, today: string) {
  let known: Promise<CannedValues> | undefined;
  const fill = async (content: string): Promise<string> => {
    if (!content.includes("{{")) return content;
    known ??= valuesOf(tx, conversation, today);
    return fillIn(content, await known);
  };
  return {
    fill,
    fillWholly: async (content: string): Promise<string> => {
      const filled = await fill(content);
      const values = await known;
      const [missing] = values ? missingIn(content, values) : [];
      if (missing !== undefined) throw new Refusal("macro.value_missing", { detail: missing });
      return filled;
    },
  };
}

async function valuesOf(tx: Tx, conversation: ConversationRow, date: string) {
  const { accountId } = tx.caller;
  const { contactId, inboxId } = conversation;
  const contact = await findContact(tx, accountId, contactId);
  const inbox = await shareInbox(tx, inboxId);
  const account = await findAccount(tx, accountId);
  return cannedValues({
    contact: contact ?? { name: "", email: null, phone: null, customAttributes: {} },
    agent: await agentOf(tx, tx.caller),
    conversation,
    inbox: inbox?.name ?? "",
    account: account?.name ?? "",
    date,
  });
}

async function agentOf(tx: Tx, { accountId, userId, actor }: Caller) {
  const member = userId === null ? null : await findMember(tx, accountId, userId);
  return member ?? { name: actor.name ?? "", email: "" };
}

/** A macro that the caller may run. Refuses a broken one, by the position of the action that names what is gone. */
export async function requireMacro(tx: Tx, macroId: number): Promise<MacroDto> {
  const macro = await findMacro(tx, tx.caller.accountId, macroId);
  if (!macro || !mayRunMacro(macro, tx.caller)) throw new Refusal("macro.not_found", { field: "macroId" });
  const [problem] = (await problemsOf(tx, tx.caller.accountId, [macro.actions]))[0] ?? [];
  if (problem) throw new Refusal(problem.code, { field: `actions.${problem.action}` });
  return macro;
}
