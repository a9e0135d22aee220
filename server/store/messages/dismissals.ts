import type { Dismissal } from "@/server/contract/_shared/dto";
import { one } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { MESSAGE_COLUMNS, type MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { recordMessageEvent } from "./messages";
import { saveTicks } from "./ticks";

/**
 * Saves that a locked message is dismissed, or no longer, with a line in its timeline. Compare-and-set by version: throws after
 * a write without the lock.
 */
export async function saveDismissal(
  tx: Tx,
  before: MessageRow,
  dismissed: Dismissal | null,
): Promise<MessageRow> {
  const after = one(
    await tx.query<MessageRow>(
      `update message set dismissed = $4, version = version + 1, updated_at = $5
        where account_id = $1 and id = $2 and version = $3 returning ${select(MESSAGE_COLUMNS)}`,
      [tx.caller.accountId, before.id, before.version, dismissed, tx.now],
    ),
  );
  const { id: messageId, conversationId, attempt } = after;
  const line = {
    messageId,
    conversationId,
    attempt,
    signal: dismissed ? "dismissed" : "undismissed",
    result: "applied",
    sourceId: null,
    error: dismissed?.reason ?? null,
    actor: tx.caller.actor,
    at: tx.now,
    receivedAt: tx.now,
  } as const;
  saveTicks(tx, { saves: [], receipts: [line] });
  recordMessageEvent(tx, "message.updated", after, {
    changes: { dismissed: { from: before.dismissed ?? null, to: dismissed } },
  });
  return after;
}
