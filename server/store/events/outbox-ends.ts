import type { Database } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** The first and last id of the events that wait for their stamp; null when none waits. */
export async function readOutboxEnds(
  database: Pick<Database, "query">,
): Promise<{ firstId: number; lastId: number } | null> {
  const [ends] = await database.query<{ firstId: number; lastId: number }>(ENDS);
  return ends ?? null;
}

/** Two reads of outbox_pkey. */
const ENDS = statement(`
  select first.id as "firstId", last.id as "lastId"
    from (select id from outbox order by id limit 1) first,
         (select id from outbox order by id desc limit 1) last`);
