import type { SendTryDto } from "@/server/contract/message/receipt";
import type { Db } from "@/server/store/_postgres/db";

/** Tries to read: more than a send makes in the 24 hours that it is tried. */
const SEND_TRIES_MAX = 200;

type Row = Omit<SendTryDto, "at" | "nextAt"> & { at: Date; nextAt: Date | null };

/** The tries of a message, oldest first, at most 200. Index: send_try_message. */
export async function listSendTries(db: Db, accountId: number, messageId: number): Promise<SendTryDto[]> {
  const rows = await db.query<Row>(
    `select t.id, s.attempt, t.number, t.at, t.duration_ms as "durationMs", t.outcome, t.status, t.detail,
            t.next_at as "nextAt"
       from send_try t join send s on s.account_id = t.account_id and s.id = t.send_id
      where t.account_id = $1 and t.message_id = $2 order by t.id limit ${SEND_TRIES_MAX}`,
    [accountId, messageId],
  );
  return rows.map((row) => ({
    ...row,
    at: row.at.toISOString(),
    nextAt: row.nextAt?.toISOString() ?? null,
  }));
}
