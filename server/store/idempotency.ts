import { Refusal } from "@/server/contract/refusal";
import type { Tx } from "./tx";

/** Keys are kept this long. */
export const KEY_HOURS = 24;

/** One POST with an `Idempotency-Key`. `fingerprint` = hash of method, path and body. */
export type IdempotencyKey = { key: string; fingerprint: string };

/** `operationId`: of what was done, where its end is told. */
export type Answer = { status: number; body: unknown; operationId?: string | null };

const caller = (tx: Tx): string =>
  tx.caller.tokenId ? `token:${tx.caller.tokenId}` : `user:${tx.caller.userId}`;

/**
 * Claims the key in this transaction, or gives the stored answer. While another operation with the same key runs, this
 * waits for it. Refuses another request under the same key. A key that is too old is free again.
 */
export async function claimKey(tx: Tx, { key, fingerprint }: IdempotencyKey): Promise<Answer | null> {
  const claimed = await tx.query(
    `insert into idempotency (account_id, caller, key, fingerprint, created_at) values ($1, $2, $3, $4, $5)
     on conflict (account_id, caller, key) do update
       set fingerprint = excluded.fingerprint, created_at = excluded.created_at, status = null, answer = null,
           operation_id = null
     where idempotency.created_at <= excluded.created_at - make_interval(hours => ${KEY_HOURS}) returning 1`,
    [tx.caller.accountId, caller(tx), key, fingerprint, tx.now],
  );
  if (claimed.length === 1) return null;
  const [known] = await tx.query<{
    fingerprint: string;
    status: number;
    answer: unknown;
    operationId: string | null;
  }>(
    `select fingerprint, status, answer, operation_id as "operationId" from idempotency
      where account_id = $1 and caller = $2 and key = $3`,
    [tx.caller.accountId, caller(tx), key],
  );
  if (!known || known.fingerprint !== fingerprint)
    throw new Refusal("idempotency.mismatch", { field: "Idempotency-Key" });
  return { status: known.status, body: known.answer, operationId: known.operationId };
}

/** Stores the answer with the operation; a refusal rolls it back with the claim. */
export async function storeAnswer(tx: Tx, { key }: IdempotencyKey, answer: Answer): Promise<void> {
  await tx.query(
    `update idempotency set status = $4, answer = $5, operation_id = $6
      where account_id = $1 and caller = $2 and key = $3`,
    [
      tx.caller.accountId,
      caller(tx),
      key,
      answer.status,
      JSON.stringify(answer.body),
      answer.operationId ?? null,
    ],
  );
}
