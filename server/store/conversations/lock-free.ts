import { maySee } from "@/server/contract/_shared/caller";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import { CONVERSATION_COLUMNS, type ConversationRow } from "@/server/store/_rows/conversation-row";
import type { Tx } from "@/server/store/events/tx";
import { lockConversations } from "./conversations";

export type FreeLocks = {
  rows: ConversationRow[];
  /** Those that another transaction holds. They are not locked. */
  busy: ReadonlySet<number>;
};

/**
 * Locks the first of these conversations, and those of the others that are free. It waits for the first only, when it holds no
 * lock: nobody has to wait for a lock of somebody who waits, and there is no deadlock in any order. Unknown ones and those that
 * the caller may not see are left out.
 */
export async function lockFree(tx: Tx, ids: readonly number[]): Promise<FreeLocks> {
  const [first, ...others] = ids;
  if (first === undefined) return { rows: [], busy: new Set() };
  const { accountId } = tx.caller;
  // Sent together; Postgres begins the second when the first is locked.
  const [head, found] = await Promise.all([
    lockConversations(tx, [first]),
    others.length === 0 ? [] : tx.query<ConversationRow>(LOCK_FREE, [accountId, others]),
  ]);
  const locked = new Set(found.map(({ id }) => id));
  const missing = others.filter((id) => !locked.has(id) && id !== first);
  const busy = missing.length === 0 ? [] : await tx.query<{ id: number }>(EXISTING, [accountId, missing]);
  const rows = [...head, ...found.filter((row) => row.id !== first && maySee(tx.caller, row))];
  return { rows, busy: new Set(busy.map(({ id }) => id)) };
}

/** Index: conversation_pkey. Any order: it does not wait. */
const LOCK_FREE = statement(
  `select ${select(CONVERSATION_COLUMNS)} from conversation
    where account_id = $1 and id = any($2::bigint[]) and lifecycle <> 'purged'
      for no key update skip locked`,
);

/** Without a lock. Index: conversation_pkey. */
const EXISTING = statement(
  `select id from conversation where account_id = $1 and id = any($2::bigint[]) and lifecycle <> 'purged'`,
);
