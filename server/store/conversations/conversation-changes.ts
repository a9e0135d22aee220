import { isDeepStrictEqual } from "node:util";
import type { FacetBefore, InboxBefore, PastChange, StatusBefore } from "@/server/domain/conversation/undo";
import { statement } from "@/server/store/_postgres/statement";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { ChangesOf, Replaced } from "@/server/store/events/batch/write-batch";
import { sendAhead, type Tx } from "@/server/store/events/tx";

/** Stores the previous value of each facet that a change of a conversation replaced; for `saveConversation`. */
export function keepReplaced(tx: Tx, before: ConversationRow, after: ConversationRow): void {
  const replaced = differences(before, after).map((change) => ({
    conversationId: before.id,
    operationId: tx.operationId,
    ...change,
  }));
  if (tx.batch) tx.batch.replaced.push(...replaced);
  else if (replaced.length > 0) sendAhead(tx, insertReplaced(tx, replaced));
}

/** The same for many conversations, in one statement. */
export async function insertReplaced(tx: Tx, replaced: readonly Replaced[]): Promise<void> {
  await tx.query(INSERT, [
    tx.caller.accountId,
    tx.now,
    replaced.map(({ operationId }) => operationId),
    replaced.map(({ conversationId }) => conversationId),
    replaced.map(({ facet }) => facet),
    replaced.map((change) => JSON.stringify(change.before)),
  ]);
}

const INSERT = statement(`
  insert into conversation_change (account_id, conversation_id, facet, before, operation_id, at)
  select $1, conversation_id, facet, before::jsonb, operation_id, $2
    from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[])
      as change (operation_id, conversation_id, facet, before)`);

/** The facets that an operation changed in a locked conversation, each once with its previous value. */
export async function findChangesOf(
  tx: Tx,
  { conversationId, operationId }: ChangesOf,
): Promise<PastChange[]> {
  const known = tx.batch?.changes.get(conversationId);
  return known ?? readChanges(tx, [conversationId], operationId);
}

/** Reads those of many in one statement, for later calls of `findChangesOf` in the same batch. */
export async function findChangesAhead(tx: Tx, ids: readonly number[], operationId: string): Promise<void> {
  const changes = new Map<number, PastChange[]>(ids.map((id) => [id, []]));
  for (const change of await readChanges(tx, ids, operationId))
    changes.get(change.conversationId)?.push(change);
  if (tx.batch) tx.batch.changes = changes;
}

/** Older rows of a move contain the inbox's id only. */
const BEFORE = `case when c.facet = 'inbox' and jsonb_typeof(c.before) = 'number'
                     then jsonb_build_object('inboxId', c.before, 'contactInboxId', null) else c.before end`;

/** Reads only these conversations' changes (primary key). */
const readChanges = (
  tx: Tx,
  ids: readonly number[],
  operationId: string,
): Promise<(PastChange & { conversationId: number })[]> =>
  tx.query(
    `select distinct on (c.conversation_id, c.facet) c.conversation_id as "conversationId", c.facet, ${BEFORE} as before,
            c.is_undone or exists (select 1 from conversation_change n
                     where n.account_id = $1 and n.conversation_id = c.conversation_id and n.id > c.id
                       and n.facet = c.facet and n.operation_id <> $3 and not n.is_undone) as "isSuperseded"
       from conversation_change c
      where c.account_id = $1 and c.conversation_id = any($2::bigint[]) and c.operation_id = $3
      order by c.conversation_id, c.facet, c.id`,
    [tx.caller.accountId, ids, operationId],
  );

/** Marks changes as undone: they cannot be undone again, and no longer prevent the undo of earlier ones. */
export async function markUndone(tx: Tx, changes: ChangesOf): Promise<void> {
  if (tx.batch) tx.batch.undone.push(changes);
  else await markEachUndone(tx, [changes]);
}

/** The same for many conversations, in one statement. */
export async function markEachUndone(tx: Tx, changes: readonly ChangesOf[]): Promise<void> {
  await tx.query(
    `update conversation_change c set is_undone = true
       from unnest($2::bigint[], $3::uuid[]) as u (conversation_id, operation_id)
      where c.account_id = $1 and c.conversation_id = u.conversation_id and c.operation_id = u.operation_id
        and c.conversation_id = any($2::bigint[])`,
    [
      tx.caller.accountId,
      changes.map(({ conversationId }) => conversationId),
      changes.map(({ operationId }) => operationId),
    ],
  );
}

/** Whether a message to the customer was created at or after an instant. Index: message_number, newest first. */
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

const inboxOf = ({ inboxId, contactInboxId }: ConversationRow): InboxBefore => ({ inboxId, contactInboxId });

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
    ...(before.inboxId === after.inboxId ? [] : [{ facet: "inbox", before: inboxOf(before) } as const]),
    ...(before.teamId === after.teamId ? [] : [{ facet: "team", before: before.teamId } as const]),
    ...(before.priority === after.priority ? [] : [{ facet: "priority", before: before.priority } as const]),
    ...(isDeepStrictEqual(before.customAttributes, after.customAttributes)
      ? []
      : [{ facet: "attributes", before: before.customAttributes } as const]),
  ];
}
