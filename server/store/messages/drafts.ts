import { fingerprintOf } from "@/server/contract/message/draft-fingerprint";
import type { DraftDto } from "@/server/contract/message/message-facts";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { sendAhead, type Tx } from "@/server/store/events/tx";

// By SQL: each reply of a screen ends a draft.

export type DraftOf = { accountId: number; userId: number; conversationId: number };
export type DraftText = Pick<DraftDto, "kind" | "content"> & Partial<Pick<DraftDto, "email">>;

const keyOf = ({ accountId, userId, conversationId }: DraftOf) => [accountId, userId, conversationId];
const OF = "account_id = $1 and user_id = $2 and conversation_id = $3";

/** The fingerprints of the drafts that are replaced; absent = any. */
type Seen = readonly string[] | undefined;

const PUT = statement(`
  insert into draft (account_id, user_id, conversation_id, kind, content, email, updated_at, fingerprint)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (account_id, user_id, conversation_id) do update
    set kind = excluded.kind, content = excluded.content, email = excluded.email, updated_at = excluded.updated_at,
      fingerprint = excluded.fingerprint
    where $9::text[] is null or draft.fingerprint is null or draft.fingerprint = any($9)
      or draft.fingerprint = excluded.fingerprint
  returning true`);

/** Saves a member's unsent text. Returns false if another one is there, which is not among those `seen`. Index: draft_pkey. */
export async function putDraft(
  tx: Tx,
  of: DraftOf,
  { seen, ...draft }: DraftText & { seen: Seen },
): Promise<boolean> {
  const { kind, content, email } = draft;
  const values = [kind, content, email ? JSON.stringify(email) : null, tx.now, fingerprintOf(draft)];
  const stored = await tx.query(PUT, [...keyOf(of), ...values, seen ?? null]);
  return stored.length > 0;
}

const DELETE = statement(`
  delete from draft where ${OF} and ($4::text[] is null or fingerprint is null or fingerprint = any($4))`);

/** Deletes a draft that is among those `seen`. Does not wait for Postgres. Index: draft_pkey. */
export const deleteDraft = (tx: Tx, of: DraftOf, seen: Seen): void =>
  sendAhead(tx, tx.query(DELETE, [...keyOf(of), seen ?? null]));

const FIND = statement(`select kind, content, email, updated_at as "updatedAt" from draft where ${OF}`);

/** A member's unsent text in a conversation, or null. Index: draft_pkey. */
export async function findDraft(db: Db, of: DraftOf): Promise<DraftDto | null> {
  const [row] = await db.query<Required<DraftText> & { updatedAt: Date }>(FIND, keyOf(of));
  return row ? { ...row, updatedAt: row.updatedAt.toISOString() } : null;
}
