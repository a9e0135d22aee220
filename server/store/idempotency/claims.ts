import type { Caller } from "@/server/contract/_shared/caller";
import { requireRows, statement } from "@/server/store/_postgres/statement";
import { sendAhead, type Tx } from "@/server/store/events/tx";
import { aboutBody, aboutMarks } from "./answer-subjects";
import { type Answer, type IdempotencyKey, IF_FREE, lockOf, ownerOf } from "./idempotency";

/** A request, and its key if it has one. */
type Request = { caller: Caller; once?: IdempotencyKey };

/**
 * Claims the keys of many requests as `claimKey` does one, without waiting for another operation that has one of them. Returns whether a
 * request may go on: it has no key, or is the first with a key that was free.
 */
export async function claimKeys(
  tx: Tx,
  requests: readonly Request[],
): Promise<(request: Request) => boolean> {
  const claims = new Map<string, { owner: string } & IdempotencyKey>();
  const first = new Set<IdempotencyKey>();
  for (const { caller, once } of requests) {
    if (!once || claims.has(nameOf({ caller, once }))) continue;
    claims.set(nameOf({ caller, once }), { owner: ownerOf(caller), ...once });
    first.add(once);
  }
  if (claims.size === 0) return () => true;
  const all = [...claims.values()];
  const rows = await tx.query<{ owner: string; key: string }>(CLAIM, [
    tx.caller.accountId,
    all.map(({ owner }) => owner),
    all.map(({ key }) => key),
    all.map(({ fingerprint }) => fingerprint),
    tx.now,
  ]);
  const free = new Set(rows.map(({ owner, key }) => `${owner} ${key}`));
  return ({ caller, once }) => !once || (first.has(once) && free.has(nameOf({ caller, once })));
}

const nameOf = ({ caller, once }: Required<Request>): string => `${ownerOf(caller)} ${once.key}`;

/** Index: idempotency_pkey. */
const CLAIM = statement(`
  insert into idempotency (account_id, caller, key, fingerprint, about, created_at)
  select $1, n.caller, n.key, n.fingerprint, '{}', $5
    from unnest($2::text[], $3::text[], $4::text[]) as n (caller, key, fingerprint)
   where pg_try_advisory_xact_lock(${lockOf("n.caller", "n.key")})
  ${IF_FREE}
  returning caller as owner, key`);

/** What became of a claimed key. Null: nothing was written, and the request runs on its own. */
export type EndedClaim = {
  caller: Caller;
  key: string;
  answered: { conversationId: number; answer: Answer } | null;
};

/**
 * Stores the answers under their keys, as `storeAnswer`, and deletes the claims of the others. Call it where the transaction has locked each
 * answer's conversation, whose contact then stays; an answer names no other one.
 */
export function endClaims(tx: Tx, claims: readonly EndedClaim[]): void {
  const { accountId } = tx.caller;
  const answered = claims.flatMap(({ caller, key, answered }) => {
    if (!answered) return [];
    const { conversationId, answer } = answered;
    const named = aboutBody(answer.body);
    const about = aboutMarks(accountId, {
      ...named,
      conversationIds: new Set([conversationId, ...named.conversationIds]),
    });
    return [{ caller: ownerOf(caller), key, status: answer.status, answer: answer.body, about }];
  });
  if (answered.length > 0) sendAhead(tx, tx.query(STORE, [accountId, JSON.stringify(answered)]));
  const free = claims.filter(({ answered }) => !answered);
  const names = [free.map(({ caller }) => ownerOf(caller)), free.map(({ key }) => key)];
  if (free.length > 0) sendAhead(tx, tx.query(RELEASE, [accountId, ...names]));
}

/** Index: idempotency_pkey. */
const STORE = statement(`
  with stored as (update idempotency i set status = n.status, answer = n.answer, about = n.about
    from json_to_recordset($2) as n (caller text, key text, status int, answer json, about text[])
   where i.account_id = $1 and i.caller = n.caller and i.key = n.key
  returning 1)
  ${requireRows("stored", "json_array_length($2)")}`);

/** Index: idempotency_pkey. */
const RELEASE = statement(`
  delete from idempotency i using unnest($2::text[], $3::text[]) as n (caller, key)
   where i.account_id = $1 and i.caller = n.caller and i.key = n.key`);
