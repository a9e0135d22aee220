import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { isPurged } from "./purged-sources";

/** A customer's message by its provider's id. */
export type ProviderMessage = { inboxId: number; sourceId: string };

/** Whether an inbox has this one, or had it before a permanent deletion. */
export const findReceivedBefore = async (
  db: Db,
  accountId: number,
  message: ProviderMessage,
): Promise<boolean> => (await findReceivedAmong(db, accountId, [message]))(message);

/**
 * Which of these messages their inboxes have, whoever wrote them and whatever became of them, also by a permanent deletion. Indexes:
 * message_source, purged_source_pkey.
 */
export async function findReceivedAmong(
  db: Db,
  accountId: number,
  messages: readonly ProviderMessage[],
): Promise<(message: ProviderMessage) => boolean> {
  if (messages.length === 0) return () => false;
  const rows = await db.query<ProviderMessage>(FIND, [
    accountId,
    messages.map(({ inboxId }) => inboxId),
    messages.map(({ sourceId }) => sourceId),
  ]);
  const keyOf = ({ inboxId, sourceId }: ProviderMessage) => `${inboxId} ${sourceId}`;
  const found = new Set(rows.map(keyOf));
  return (message) => found.has(keyOf(message));
}

const FIND = statement(`
  select n.inbox_id as "inboxId", n.source_id as "sourceId" from unnest($2::bigint[], $3::text[]) as n (inbox_id, source_id)
   where exists (
     select 1 from message m
      where m.account_id = $1 and m.inbox_id = n.inbox_id and m.source_id = n.source_id and m.direction = 'in'
        and m.kind = 'message'
      union all
     select 1 where ${isPurged("n.inbox_id", "n.source_id")})`);
