import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { type Columns, select } from "./columns";

type Table = "contact" | "delivery" | "inbox" | "message";

type ReadRows<Row> = (db: Pick<Db, "query">, accountId: number, ids: readonly number[]) => Promise<Row[]>;

/**
 * Creates the function that reads rows of an account by their ids, in order of id, without locking them. An id without a row
 * has none. Index: the table's primary key.
 */
export function rowsById<Row>(table: Table, columns: Columns<Row>): ReadRows<Row> {
  const sql = statement(
    `select ${select(columns)} from ${table} where account_id = $1 and id = any($2::bigint[]) order by id`,
  );
  return (db, accountId, ids) => db.query<Row>(sql, [accountId, ids]);
}
