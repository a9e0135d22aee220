import { EventEmitter, once } from "node:events";
import type { Database } from "@/server/store/_postgres/db";

/** Holds the locks of these conversations until the returned function is called. */
export async function holdConversations(
  database: Database,
  ids: readonly number[],
): Promise<() => Promise<void>> {
  const gate = new EventEmitter();
  const isHeld = once(gate, "held");
  const holding = database.transaction(async (db) => {
    await db.query("select 1 from conversation where id = any($1::bigint[]) for update", [ids]);
    const isFreed = once(gate, "freed");
    gate.emit("held");
    await isFreed;
  });
  await isHeld;
  return async () => {
    gate.emit("freed");
    await holding;
  };
}

/** How many sessions of the database wait for a lock. */
export async function countLockWaiters(database: Database): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
}
