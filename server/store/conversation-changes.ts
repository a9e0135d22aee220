import type { FacetBefore, PastChange, StatusBefore } from "@/server/domain/undo";
import type { ConversationRow } from "./conversation-row";
import type { Tx } from "./tx";

/** Keeps what a saved change of a conversation replaced, facet by facet; for `saveConversation`. */
export async function keepReplaced(tx: Tx, before: ConversationRow, after: ConversationRow): Promise<void> {
  const replaced = differences(before, after);
  if (replaced.length === 0) return;
  await tx.query(
    `insert into conversation_change (account_id, conversation_id, facet, before, operation_id, at)
     select $1, $2, facet, before::jsonb, $3, $4 from unnest($5::text[], $6::text[]) as change (facet, before)`,
    [
      tx.caller.accountId,
      before.id,
      tx.operationId,
      tx.now,
      replaced.map(({ facet }) => facet),
      replaced.map((change) => JSON.stringify(change.before)),
    ],
  );
}

/**
 * What an operation changed in a locked conversation, each facet once with what it had before. Reads only this
 * conversation's changes (primary key).
 */
export async function findChangesOf(
  tx: Tx,
  { conversationId, operationId }: { conversationId: number; operationId: string },
): Promise<PastChange[]> {
  return tx.query<PastChange>(
    `select distinct on (c.facet) c.facet, c.before,
            c.is_undone or exists (select 1 from conversation_change n
                     where n.account_id = $1 and n.conversation_id = $2 and n.id > c.id
                       and n.facet = c.facet and n.operation_id <> $3 and not n.is_undone) as "isSuperseded"
       from conversation_change c
      where c.account_id = $1 and c.conversation_id = $2 and c.operation_id = $3
      order by c.facet, c.id`,
    [tx.caller.accountId, conversationId, operationId],
  );
}

/** What was undone is not undone again, and does not keep what was before it from being undone. */
export async function markUndone(
  tx: Tx,
  { conversationId, operationId }: { conversationId: number; operationId: string },
): Promise<void> {
  await tx.query(
    `update conversation_change set is_undone = true
      where account_id = $1 and conversation_id = $2 and operation_id = $3`,
    [tx.caller.accountId, conversationId, operationId],
  );
}

/** Whether anything went out to the customer since an instant. Index message_number, from the newest to the first out. */
export async function hasAnsweredSince(tx: Tx, conversationId: number, at: Date): Promise<boolean> {
  const [last] = await tx.query<{ createdAt: Date }>(
    `select created_at as "createdAt" from message
      where account_id = $1 and conversation_id = $2 and kind = 'message' and direction = 'out'
      order by number desc limit 1`,
    [tx.caller.accountId, conversationId],
  );
  return last !== undefined && last.createdAt >= at;
}

const statusOf = ({ status, snoozedUntil, waitingSince }: ConversationRow): StatusBefore => ({
  status,
  snoozedUntil: snoozedUntil?.toISOString() ?? null,
  waitingSince: waitingSince?.toISOString() ?? null,
});

function differences(before: ConversationRow, after: ConversationRow): FacetBefore[] {
  const isMoved =
    before.status !== after.status || before.snoozedUntil?.getTime() !== after.snoozedUntil?.getTime();
  const isRelabelled = before.labels.join("\n") !== after.labels.join("\n");
  return [
    ...(isMoved ? [{ facet: "status", before: statusOf(before) } as const] : []),
    ...(before.assigneeId === after.assigneeId
      ? []
      : [{ facet: "assignee", before: before.assigneeId } as const]),
    ...(isRelabelled ? [{ facet: "labels", before: before.labels } as const] : []),
    ...(before.lifecycle === after.lifecycle || before.lifecycle === "purged"
      ? []
      : [{ facet: "lifecycle", before: before.lifecycle } as const]),
    ...(before.teamId === after.teamId ? [] : [{ facet: "team", before: before.teamId } as const]),
    ...(before.priority === after.priority ? [] : [{ facet: "priority", before: before.priority } as const]),
  ];
}
