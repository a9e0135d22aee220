import { one } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";

/** How many an account has that are not deleted; looks no further than `most`. */
export async function countLive(tx: Tx, table: "canned_reply" | "team", most: number): Promise<number> {
  const { found } = one(
    await tx.query<{ found: number }>(
      `select count(*) as found from
         (select 1 from ${table} where account_id = $1 and deleted_at is null limit $2) as held`,
      [tx.caller.accountId, most],
    ),
  );
  return found;
}
