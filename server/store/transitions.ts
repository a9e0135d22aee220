import type { Cause } from "@/server/contract/dto";
import type { TransitionDto } from "@/server/contract/transition";
import type { ConversationStatus } from "@/server/domain/conversation";
import { type Columns, select } from "./columns";
import type { Db } from "./db";
import type { Tx } from "./tx";

type NewTransition = {
  conversationId: number;
  from: ConversationStatus | null;
  to: ConversationStatus;
  cause: Cause;
};

/** Appends to the history of a conversation's status. */
export async function insertTransition(
  tx: Tx,
  { conversationId, from, to, cause }: NewTransition,
): Promise<void> {
  await tx.query(
    `insert into transition (account_id, conversation_id, from_status, to_status, cause, actor, operation_id, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tx.caller.accountId, conversationId, from, to, cause, tx.caller.actor, tx.operationId, tx.now],
  );
}

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
