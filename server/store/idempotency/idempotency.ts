import { type Caller, keyOwnerOf } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { statement } from "@/server/store/_postgres/statement";
import { sendAhead, type Tx } from "@/server/store/events/tx";
import { type AnswerSubjects, aboutBody, aboutMarks, subjectsOfEvents } from "./answer-subjects";

/** How long keys are kept. */
export const KEY_HOURS = 24;

/** One POST with an `Idempotency-Key`. `fingerprint` = hash of method, path, query and body. */
export type IdempotencyKey = { key: string; fingerprint: string };

/**
 * `operationId`: the operation that did the work; its confirmation carries the same id. `isReplayed`: it did so under an earlier
 * request.
 */
export type Answer = {
  status: number;
  body: unknown;
  operationId?: string | null;
  isReplayed?: boolean;
};

/** Whom a caller's keys belong to. */
export function ownerOf(caller: Caller): string {
  const owner = keyOwnerOf(caller);
  if (owner === null) throw new Error("a key belongs to a token, a member or a customer");
  return owner;
}

/** The lock of a key, whatever its account: another operation waits for it, or tries it. Both are SQL expressions. */
export const lockOf = (owner: string, key: string): string =>
  `hashtextextended('key ' || ${owner} || ' ' || ${key}, 7)`;

/** Ends the insertion of claims: an expired key is free again. */
export const IF_FREE = `
  on conflict (account_id, caller, key) do update
    set fingerprint = excluded.fingerprint, created_at = excluded.created_at, status = null, answer = null,
        operation_id = null, about = '{}'
  where idempotency.created_at <= excluded.created_at - make_interval(hours => ${KEY_HOURS})`;

/**
 * Claims the key in this transaction, or returns the stored answer. While another operation with the same key runs, this
 * waits for it. Refuses another request under the same key. An expired key is free again.
 */
export async function claimKey(tx: Tx, { key, fingerprint }: IdempotencyKey): Promise<Answer | null> {
  const values = [tx.caller.accountId, ownerOf(tx.caller), key, fingerprint, tx.now];
  const claimed = await tx.query(CLAIM, values);
  if (claimed.length === 1) return null;
  const known = await findAnswer(tx, { key, fingerprint });
  if (!known) throw mismatch();
  return known;
}

const CLAIM = statement(`
  insert into idempotency (account_id, caller, key, fingerprint, about, created_at)
  select $1, $2, $3, $4, '{}', $5 from pg_advisory_xact_lock(${lockOf("$2::text", "$3::text")})
  ${IF_FREE} returning 1`);

/** The answer that is stored under the key, or null. Claims nothing. Refuses another request under the same key. */
export async function findAnswer(tx: Tx, { key, fingerprint }: IdempotencyKey): Promise<Answer | null> {
  const [known] = await tx.query<{
    fingerprint: string;
    status: number;
    answer: unknown;
    operationId: string | null;
  }>(
    `select fingerprint, status, answer, operation_id as "operationId" from idempotency
      where account_id = $1 and caller = $2 and key = $3
        and created_at > $4::timestamptz - make_interval(hours => ${KEY_HOURS})`,
    [tx.caller.accountId, ownerOf(tx.caller), key, tx.now],
  );
  if (!known) return null;
  if (known.fingerprint !== fingerprint) throw mismatch();
  return { status: known.status, body: known.answer, operationId: known.operationId, isReplayed: true };
}

const mismatch = () => new Refusal("idempotency.mismatch", { field: "Idempotency-Key" });

/**
 * Stores the answer with the operation; a refusal rolls it back with the claim. It is stored with its subjects: what the
 * operation changed, and what the answer names besides. An answer about a contact or a conversation that was purged
 * meanwhile is not stored: it changed nothing, and a repeated request is executed again. Locks: those contacts, then those
 * conversations (ascending, shared).
 */
export async function storeAnswer(tx: Tx, { key }: IdempotencyKey, answer: Answer): Promise<void> {
  const { accountId } = tx.caller;
  const changed = subjectsOfEvents(tx.pendingEvents);
  const named = aboutBody(answer.body);
  if (await isNamedDeleted(tx, { changed, named })) return dropClaim(tx, key);
  const about = new Set([...aboutMarks(accountId, changed), ...aboutMarks(accountId, named)]);
  const values = [answer.status, JSON.stringify(answer.body), answer.operationId ?? null, [...about]];
  sendAhead(tx, tx.query(STORE, [accountId, ownerOf(tx.caller), key, ...values]));
}

/** Index: idempotency_pkey. */
const STORE = statement(`
  update idempotency set status = $4, answer = $5, operation_id = $6, about = $7
   where account_id = $1 and caller = $2 and key = $3`);

/**
 * Whether something that the answer names, without a lock of the operation, is purged; if not, it stays until the answer
 * is stored. A contact is erased only after its conversations.
 */
async function isNamedDeleted(
  tx: Tx,
  about: { changed: AnswerSubjects; named: AnswerSubjects },
): Promise<boolean> {
  return (await isContactErased(tx, about)) || (await isConversationPurged(tx, about));
}

/** Index: contact_pkey. */
async function isContactErased(
  tx: Tx,
  { changed, named }: { changed: AnswerSubjects; named: AnswerSubjects },
): Promise<boolean> {
  const alone = [...named.contactIds].filter(
    (id) => !named.withConversation.has(id) && !changed.contactIds.has(id),
  );
  if (alone.length === 0) return false;
  const rows = await tx.query<{ isErased: boolean }>(
    `select erased_at is not null as "isErased" from contact
      where account_id = $1 and id = any($2::bigint[]) order by id for share`,
    [tx.caller.accountId, alone],
  );
  return rows.some(({ isErased }) => isErased);
}

/** Index: conversation_pkey, conversation_display. */
async function isConversationPurged(
  tx: Tx,
  { changed, named }: { changed: AnswerSubjects; named: AnswerSubjects },
): Promise<boolean> {
  const ids = [...named.conversationIds].filter((id) => !changed.conversationIds.has(id));
  if (ids.length === 0 && named.displayIds.size === 0) return false;
  const rows = await tx.query<{ lifecycle: string }>(
    `select lifecycle from conversation
      where account_id = $1 and (id = any($2::bigint[]) or display_id = any($3::bigint[])) order by id for share`,
    [tx.caller.accountId, ids, [...named.displayIds]],
  );
  return rows.some(({ lifecycle }) => lifecycle === "purged");
}

const dropClaim = async (tx: Tx, key: string): Promise<void> => {
  await tx.query("delete from idempotency where account_id = $1 and caller = $2 and key = $3", [
    tx.caller.accountId,
    ownerOf(tx.caller),
    key,
  ]);
};
