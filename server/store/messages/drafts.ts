import type { DraftDto } from "@/server/contract/message/draft";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

export type DraftOf = { accountId: number; userId: number; conversationId: number };
export type DraftText = Pick<DraftDto, "kind" | "content">;

/** Keeps a member's unsent text; the last writer wins. */
export async function putDraft(tx: Tx, of: DraftOf, { kind, content }: DraftText): Promise<void> {
  await tx.query(
    `insert into draft (account_id, user_id, conversation_id, kind, content, updated_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (account_id, user_id, conversation_id)
     do update set kind = excluded.kind, content = excluded.content, updated_at = excluded.updated_at`,
    [of.accountId, of.userId, of.conversationId, kind, content, tx.now],
  );
}

export async function deleteDraft(tx: Tx, of: DraftOf): Promise<void> {
  await tx.query("delete from draft where account_id = $1 and user_id = $2 and conversation_id = $3", [
    of.accountId,
    of.userId,
    of.conversationId,
  ]);
}

export async function findDraft(db: Db, of: DraftOf): Promise<DraftDto | null> {
  const [row] = await db.query<DraftText & { updatedAt: Date }>(
    `select kind, content, updated_at as "updatedAt" from draft
      where account_id = $1 and user_id = $2 and conversation_id = $3`,
    [of.accountId, of.userId, of.conversationId],
  );
  return row ? { ...row, updatedAt: row.updatedAt.toISOString() } : null;
}
