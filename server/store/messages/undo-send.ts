import type { Db } from "@/server/store/_postgres/db";
import { one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** For how many seconds a user's messages may be withdrawn. */
export async function readUndoSend(db: Db, userId: number): Promise<number> {
  const found = await db.query<{ seconds: number }>(
    "select undo_send_seconds as seconds from app_user where id = $1",
    [userId],
  );
  return one(found).seconds;
}

export async function saveUndoSend(tx: Tx, userId: number, seconds: number): Promise<void> {
  await tx.query("update app_user set undo_send_seconds = $2, updated_at = $3 where id = $1", [
    userId,
    seconds,
    tx.now,
  ]);
}
