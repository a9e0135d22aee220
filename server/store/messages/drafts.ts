import type { DraftDto } from "@/server/contract/message/message-facts";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { sendAhead, type Tx } from "@/server/store/events/tx";

// By SQL: each reply of a screen ends a draft.

export type DraftOf = { accountId: number; userId: number; conversationId: number };
export type DraftText = Pick<DraftDto, "kind" | "content"> & Partial<Pick<DraftDto, "email">>;

const keyOf = ({ accountId, userId, conversationId }: DraftOf) => [accountId, userId, conversationId];
const OF = "account_id = $1 and user_id = $2 and conversation_id = $3";

const PUT = statement(`
  insert into draft (account_id, user_id, conversation_id, kind, content, email, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (account_id, user_id, conversation_id) do update
    set kind = excluded.kind, content = excluded.content, email = excluded.email, updated_at = excluded.updated_at`);

/** Saves a member's unsent text; the last writer wins. Index: draft_pkey. */
export async function putDraft(tx: Tx, of: DraftOf, { kind, content, email }: DraftText): Promise<void> {
  await tx.query(PUT, [...keyOf(of), kind, content, email ? JSON.stringify(email) : null, tx.now]);
}

const DELETE = statement(`delete from draft where ${OF}`);

/** Does not wait for Postgres. Index: draft_pkey. */
export const deleteDraft = (tx: Tx, of: DraftOf): void => sendAhead(tx, tx.query(DELETE, keyOf(of)));

const FIND = statement(`select kind, content, email, updated_at as "updatedAt" from draft where ${OF}`);

/** A member's unsent text in a conversation, or null. Index: draft_pkey. */
export async function findDraft(db: Db, of: DraftOf): Promise<DraftDto | null> {
  const [row] = await db.query<Required<DraftText> & { updatedAt: Date }>(FIND, keyOf(of));
  return row ? { ...row, updatedAt: row.updatedAt.toISOString() } : null;
}
