import { renderSystemContent } from "@/server/contract/message/render-system-content";
import { NAMES_LISTED, reachedByAll } from "@/server/domain/conversation/conversation-member";
import { type NOTICES, type Notice, nameForCustomers } from "@/server/domain/message/system-message";
import { applyReceipt } from "@/server/domain/message/tick";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { type MessageRow, tickOf } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { listActiveMembers } from "@/server/store/groups/conversation-members";
import { lockUnreadUpTo } from "@/server/store/groups/history";
import { readInboxName } from "@/server/store/inboxes/inbox-facts";
import { appendMessage } from "@/server/store/messages/messages";
import { saveTicks } from "@/server/store/messages/ticks";

type Parameters<N extends Notice> = Record<(typeof NOTICES)[N][number], string>;

/**
 * Tells the members of a locked conversation what happened, in its history. `contactIds`: the members whom it names, so
 * that their names can be erased.
 */
export async function postNotice<N extends Notice>(
  tx: Tx,
  conversation: ConversationRow,
  { notice, parameters, contactIds }: { notice: N; parameters: Parameters<N>; contactIds: readonly number[] },
): Promise<{ message: MessageRow; conversation: ConversationRow }> {
  const system = { notice, template: null, translations: {}, parameters };
  return appendMessage(tx, conversation, {
    kind: "system",
    direction: null,
    content: renderSystemContent(system, "en"),
    contentAttributes: { contactIds: contactIds.slice(0, NAMES_LISTED) },
    sender: tx.caller.actor,
    tick: null,
    system,
  });
}

/** The name of who did it, as members read it; of a program, the inbox's. */
export const actorName = async (tx: Tx, inboxId: number): Promise<string> =>
  nameForCustomers(tx.caller.actor) ?? (await readInboxName(tx, inboxId));

/**
 * Raises the ticks of a locked conversation's outgoing messages to what all its members have: delivered or read. It is a
 * receipt of each message, told by its event.
 */
export async function raiseTicks(tx: Tx, { id, contactSeenAt }: ConversationRow): Promise<void> {
  const { accountId } = tx.caller;
  const members = await listActiveMembers(tx, { accountId, conversationId: id });
  const delivered = reachedByAll(members.map(({ deliveredNumber }) => deliveredNumber));
  const read = reachedByAll(members.map(({ readNumber }) => readNumber));
  if (delivered === null || read === null || delivered === 0) return;
  const rows = await lockUnreadUpTo(tx, { conversationId: id, upTo: delivered });
  const raised = rows.flatMap((row) => {
    const known = tickOf(row);
    if (!known) return [];
    const signal = (row.historyNumber ?? 0) <= read ? ("read" as const) : ("delivered" as const);
    const receipt = { signal, attempt: row.attempt, at: tx.now, error: null };
    const tick = applyReceipt(known, receipt, contactSeenAt);
    return tick.status === row.status ? [] : [{ row, tick, signal }];
  });
  saveTicks(tx, {
    saves: raised.map(({ row, tick }) => ({ before: row, tick, sourceId: row.sourceId })),
    receipts: raised.map(({ row, signal }) => ({
      messageId: row.id,
      conversationId: row.conversationId,
      attempt: row.attempt,
      signal,
      result: "applied" as const,
      sourceId: null,
      error: null,
      actor: tx.caller.actor,
      at: tx.now,
      receivedAt: tx.now,
    })),
  });
}
