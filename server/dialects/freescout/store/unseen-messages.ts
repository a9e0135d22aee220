import { UNDO_WINDOW_MS_MAX } from "@/server/domain/message/undo-window";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** A message of an account. */
export type MessageRef = { accountId: number; messageId: number };

/** Those of these messages that are within their undo window (`isInUndoWindow`), or withdrawn, in any accounts. */
export async function readUnseen(
  db: Pick<Db, "query">,
  refs: readonly MessageRef[],
  now: Date,
): Promise<ReadonlySet<number>> {
  const rows = await db.query<{ id: number }>(UNSEEN, [
    refs.map(({ accountId }) => accountId),
    refs.map(({ messageId }) => messageId),
    now,
    new Date(now.getTime() + UNDO_WINDOW_MS_MAX),
  ]);
  return new Set(rows.map(({ id }) => id));
}

/** Index: message_pkey. */
const UNSEEN = statement(
  `select m.id
     from unnest($1::bigint[], $2::bigint[]) as k (account_id, message_id)
     join message m on m.account_id = k.account_id and m.id = k.message_id
    where m.withdrawn_at is not null or (m.send_after > $3 and m.send_after <= $4)`,
);
