import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { Channel } from "@/server/domain/inbox/channel";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

/** Until the commit, no other inbox of the account is connected with anything. Order: row of an inbox, then this. */
const LOCK = statement("select pg_advisory_xact_lock(hashtextextended('connections ' || $1::bigint, 7))");
/** Index: inbox_pkey. */
const SETTINGS = statement(`
  select id, channel_settings as settings from inbox where account_id = $1 and channel = $2 order by id`);

/** What the account's inboxes of a channel are connected with, the oldest first; nobody changes it until the commit. */
export async function lockConnections(
  tx: Tx,
  channel: Channel,
): Promise<{ id: number; settings: JsonObject }[]> {
  await tx.query(LOCK, [tx.caller.accountId]);
  return tx.query<{ id: number; settings: JsonObject }>(SETTINGS, [tx.caller.accountId, channel]);
}
