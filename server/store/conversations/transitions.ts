import type { TransitionDto } from "@/server/contract/conversation/inputs";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { type Columns, select } from "@/server/store/_rows/columns";
import type { NewTransition } from "@/server/store/events/batch/write-batch";
import { sendAhead, type Tx } from "@/server/store/events/tx";

/** Adds a transition to a conversation's history. */
export function insertTransition(tx: Tx, changed: Omit<NewTransition, "by">): void {
  const transition = { ...changed, by: { actor: tx.caller.actor, operationId: tx.operationId } };
  if (tx.batch) tx.batch.transitions.push(transition);
  else sendAhead(tx, insertTransitions(tx, [transition]));
}

/** The same for many, in one statement. */
export async function insertTransitions(tx: Tx, transitions: readonly NewTransition[]): Promise<void> {
  await tx.query(INSERT, [
    tx.caller.accountId,
    tx.now,
    transitions.map(({ by }) => JSON.stringify(by.actor)),
    transitions.map(({ by }) => by.operationId),
    transitions.map(({ conversationId }) => conversationId),
    transitions.map(({ from }) => from),
    transitions.map(({ to }) => to),
    transitions.map(({ cause }) => JSON.stringify(cause)),
  ]);
}

const INSERT = statement(`
  insert into transition (account_id, conversation_id, from_status, to_status, cause, actor, operation_id, at)
  select $1, conversation_id, from_status, to_status, cause, actor, operation_id, $2
    from unnest($3::jsonb[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::jsonb[])
      as made (actor, operation_id, conversation_id, from_status, to_status, cause)`);

type Row = Omit<TransitionDto, "at"> & { at: Date };

const COLUMNS: Columns<Row> = {
  id: "$.id",
  conversationId: "$.conversation_id",
  from: "$.from_status",
  to: "$.to_status",
  cause: "$.cause",
  actor: "$.actor",
  operationId: "$.operation_id",
  at: "$.at",
};

/** A page of a conversation's transitions, newest first, `before` an id. */
export async function listTransitions(
  db: Db,
  accountId: number,
  { conversationId, before, limit }: { conversationId: number; before: number | null; limit: number },
): Promise<TransitionDto[]> {
  const rows = await db.query<Row>(
    `select ${select(COLUMNS)} from transition
      where account_id = $1 and conversation_id = $2 and ($3::bigint is null or id < $3)
      order by id desc limit $4`,
    [accountId, conversationId, before, limit],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
