import { type Db, one } from "./db";

/**
 * The next id of a sequence: for rows that the account of the transaction may insert and not read yet, so that no statement can
 * return their ids. No account sees a user before it has them as a member.
 */
export async function drawId(db: Db, sequence: "app_user_id_seq"): Promise<number> {
  return one(await db.query<{ id: number }>("select nextval($1::regclass) as id", [sequence])).id;
}
