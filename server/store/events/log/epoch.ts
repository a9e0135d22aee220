import { type Database, one, sqlState } from "@/server/store/_postgres/db";

export type Alignment =
  /** Earlier cursors are valid. `origin` null: the role may not read the database's identity. */
  | { kind: "kept"; origin: string | null }
  /** `begun`: the first start. `changed`: another database than before; all earlier cursors are invalid. */
  | { kind: "begun" | "changed"; origin: string };

/**
 * Compares Postgres' identity (system identifier and timeline) with the stored one. After a failover or a restore from a
 * backup the log may lack events that consumers have received, so cursors get a new epoch: that of `relay_state` and of
 * every account change in one transaction.
 */
export async function alignEpoch(database: Database): Promise<Alignment> {
  const origin = await readOrigin(database);
  if (origin === null) return { kind: "kept", origin };
  return database.transaction(async (db) => {
    const known = one(
      await db.query<{ origin: string }>(`select origin from relay_state where id = 1 for update`),
    );
    if (known.origin === origin) return { kind: "kept", origin };
    if (known.origin === "") {
      await db.query(`update relay_state set origin = $1 where id = 1`, [origin]);
      return { kind: "begun", origin };
    }
    await db.query(
      `with state as (
         update relay_state set origin = $1, epoch = substr(md5(gen_random_uuid()::text), 1, 12) where id = 1
         returning epoch
       )
       update account_head set epoch = state.epoch from state`,
      [origin],
    );
    return { kind: "changed", origin };
  });
}

const INSUFFICIENT_PRIVILEGE = "42501";

/** `system identifier:timeline`, or null if managed Postgres does not permit reading it. */
async function readOrigin(database: Database): Promise<string | null> {
  try {
    const rows = await database.query<{ origin: string }>(
      `select system_identifier || ':' || timeline_id as origin from pg_control_system(), pg_control_checkpoint()`,
    );
    return one(rows).origin;
  } catch (error) {
    if (sqlState(error) === INSUFFICIENT_PRIVILEGE) return null;
    throw error;
  }
}
