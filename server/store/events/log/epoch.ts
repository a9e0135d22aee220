import { type Database, one, sqlState } from "@/server/store/_postgres/db";

export type Alignment =
  /** The cursors that were given out still stand. `origin` null: this database does not let us see who it is. */
  | { kind: "kept"; origin: string | null }
  /** The first start on this database, or on another one than before: then every cursor given out is void. */
  | { kind: "begun" | "changed"; origin: string };

/**
 * Compares Postgres' identity (system identifier and timeline) with the one the log was stamped under. After a failover
 * or a restore from a backup the log may lack events that were already seen, so every cursor gets a new epoch: the one
 * of `relay_state` and of every account change in one transaction.
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

/** `system identifier:timeline`, or null where managed Postgres does not permit to ask. */
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
