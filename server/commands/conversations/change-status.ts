import { lockExisting, lockLive } from "@/server/commands/conversations/_steps/lock-conversation";
import { labelInto } from "@/server/commands/organising/labels";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type ConversationSignal, decideSignal } from "@/server/domain/conversation/conversation";
import { SPAM } from "@/server/domain/inbox/policy";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { saveStatus } from "@/server/store/conversations/conversation-status";
import { type ConversationRef, lockConversation } from "@/server/store/conversations/conversations";
import type { Tx } from "@/server/store/events/tx";
import { assignInto } from "./assign";

export type ChangeStatus = {
  conversation: ConversationRef;
  signal: ConversationSignal;
  /** For `snooze`: until when; null = until the customer writes. */
  until?: Date | null;
};

type SignalTo = { signal: ConversationSignal; until: Date | null; rule?: "bulk"; hasAgent?: boolean };

/** Resolve, reopen, mark pending, snooze, wake or hand off: `decideSignal` has the table. */
export async function changeStatus(tx: Tx, input: ChangeStatus): Promise<ConversationRow> {
  const before = await lockExisting(tx, input.conversation);
  return signalInto(tx, before, { signal: input.signal, until: input.until ?? null });
}

/** The rule of the cause: only the system's timer wakes a conversation with `snooze_due`. */
function ruleOf(signal: ConversationSignal, caller: Tx["caller"]): "manual" | "snooze_due" | "handoff" {
  if (signal === "handoff") return "handoff";
  return signal === "wake" && caller.role === "system" ? "snooze_due" : "manual";
}

/**
 * Applies a signal to a locked conversation. Without a change it returns the row as is and creates no event. After a hand-off the customer
 * waits for the agents, also where the bot has answered them; `hasAgent`: the agent is there already.
 */
export async function signalInto(
  tx: Tx,
  before: ConversationRow,
  { signal, until, rule, hasAgent = false }: SignalTo,
): Promise<ConversationRow> {
  const decision = decideSignal(before, signal, { until, now: tx.now });
  if (decision.kind === "refused")
    throw new Refusal(decision.code, signal === "snooze" ? { field: "until" } : {});
  if (decision.kind === "keep") return before;
  return saveStatus(tx, before, {
    status: decision.status,
    snoozedUntil: decision.snoozedUntil,
    cause: tx.cause ?? { rule: rule ?? ruleOf(signal, tx.caller) },
    ...(signal === "handoff" && !hasAgent && { waitingSince: before.waitingSince ?? tx.now }),
  });
}

/**
 * Wakes a conversation whose snooze has ended. Null if it is no longer due: an agent reopened it, snoozed it for longer,
 * or moved it to the trash.
 */
export async function wakeDue(
  tx: Tx,
  { conversationId }: { conversationId: number },
): Promise<ConversationRow | null> {
  const before = await lockConversation(tx, { conversationId });
  const isDue = before?.lifecycle === "live" && before.snoozedUntil !== null && before.snoozedUntil <= tx.now;
  return isDue ? signalInto(tx, before, { signal: "wake", until: null }) : null;
}

/** Takes a pending conversation over from the bot: opens it and assigns it to the caller, in one operation. */
export async function takeOver(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const before = await lockExisting(tx, conversation);
  const open = await signalInto(tx, before, { signal: "handoff", until: null, hasAgent: true });
  return tx.caller.userId === null ? open : assignInto(tx, open, tx.caller.userId);
}

/** Labels a conversation as spam and resolves it, in one operation. Later messages are stored without reopening it. */
export async function markSpam(
  tx: Tx,
  { conversation }: { conversation: ConversationRef },
): Promise<ConversationRow> {
  const before = await lockLive(tx, conversation);
  const labelled = await labelInto(tx, before, { add: [SPAM] });
  return signalInto(tx, labelled, { signal: "resolve", until: null });
}
