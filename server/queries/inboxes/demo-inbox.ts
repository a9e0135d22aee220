import type { Channel } from "@/server/domain/inbox/channel";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

const DEMO = statement(`
  select i.identifier from inbox i join account a on a.id = i.account_id
   where a.is_demo and i.channel = $1 order by i.account_id, i.id limit 1`);

/** The public name of the demo's first inbox of a channel; null: there is no demo, or no such inbox. */
export async function findDemoIdentifier(db: Db, channel: Channel): Promise<string | null> {
  const [found] = await db.query<{ identifier: string }>(DEMO, [channel]);
  return found?.identifier ?? null;
}
