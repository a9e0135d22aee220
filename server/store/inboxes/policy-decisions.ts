import type { Decided } from "@/server/domain/inbox/policy-replay";
import { statement } from "@/server/store/_postgres/statement";
import { sendAhead, type Tx } from "@/server/store/events/tx";

/** How long the policy's decisions are kept. */
export const DECISION_DAYS = 30;

/** Stores a decision of the policy about a conversation, without waiting for Postgres' answer. */
export function appendDecision(
  tx: Tx,
  { inboxId, conversationId, decided }: { inboxId: number; conversationId: number; decided: Decided },
): void {
  sendAhead(tx, tx.query(INSERT, [tx.caller.accountId, inboxId, conversationId, decided, tx.now]));
}

const INSERT = statement(
  `insert into policy_decision (account_id, inbox_id, conversation_id, decided, at) values ($1, $2, $3, $4, $5)`,
);
