import type { Change } from "@/server/domain/message/content";
import type { ChangeOutcome, NextOfChange } from "@/server/domain/send/change";
import { statement } from "@/server/store/_postgres/statement";
import type { MessageRow } from "@/server/store/_rows/message-row";
import type { Tx } from "@/server/store/events/tx";
import { recordMessageEvent, updateMessage } from "@/server/store/messages/messages";

/** The end of a claimed change. */
export type SettledChange = {
  messageId: number;
  inboxId: number;
  kind: Change;
  version: number;
  /** The claim's lease: a process that has lost it changes nothing. */
  leaseUntil: Date;
  next: NextOfChange;
  isDoubtful: boolean;
  /** The try; null: the provider was not called. */
  made: { at: Date; durationMs: number; outcome: ChangeOutcome } | null;
};

/**
 * Writes the end of a claimed change, unless another process has it. False: nothing was ended, or another change was requested
 * meanwhile, which is due then. Lock the message first.
 */
export async function saveChangeEnd(tx: Tx, settled: SettledChange): Promise<boolean> {
  const { messageId, version, leaseUntil, next, isDoubtful, made } = settled;
  const dueAt = next.state === "waiting" ? new Date(next.dueMs) : tx.now;
  const [row] = await tx.query<{ version: number }>(SETTLE, [
    tx.caller.accountId,
    messageId,
    version,
    leaseUntil,
    next.state,
    dueAt,
    "error" in next ? next.error : null,
    isDoubtful,
    made ? 1 : 0,
    tx.now,
  ]);
  return row?.version === version;
}

const SETTLE = statement(`
  update message_change set
    state = case when version = $3 then $5 else 'waiting' end,
    due_at = case when version = $3 then $6::timestamptz else greatest(starts_at, $10::timestamptz) end,
    error = case when version = $3 then $7 end,
    is_doubtful = case when version = $3 then $8 else is_doubtful and kind = 'delete' end,
    tries = case when version = $3 then tries + $9::int else tries end,
    settled_at = case when version = $3 and $5 <> 'waiting' then $10::timestamptz end
   where account_id = $1 and message_id = $2 and state = 'calling' and due_at = $4
  returning version`);

/** Records that a change of a locked message did not reach the customer: nobody may be looking. */
export async function saveChangeFailed(
  tx: Tx,
  before: MessageRow,
  { kind, error }: { kind: Change; error: string },
): Promise<void> {
  const after = await updateMessage(tx, before, {});
  const changes = { [kind]: { from: "waiting", to: error } };
  recordMessageEvent(tx, "message.change_failed", after, { changes });
}
