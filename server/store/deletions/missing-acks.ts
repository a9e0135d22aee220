import type { DeletionDto } from "@/server/contract/deletion/deletion";
import type { Db } from "@/server/store/_postgres/db";
import { FORMAT_TYPES } from "@/server/store/webhooks/fan-out-deliveries";

/** The most consumers that are read of one deletion. */
export const CONSUMERS_MAX = 1000;

/** Whether `e` subscribes to a type that its format can express. */
const SUBSCRIBES = (type: string): string => `
  ('${type}' = any(e.types) or '*' = any(e.types)) and exists (
    select 1 from unnest($4::text[], $5::text[]) as t (format, type) where t.format = e.format and t.type = '${type}')`;

/** Whether its token created no endpoint but `e`: then the token's confirmation is valid for `e`. */
const IS_ITS_TOKENS_ONLY = `not exists (
  select 1 from endpoint o
   where o.account_id = e.account_id and o.token_id = e.token_id and o.id <> e.id and o.deleted_at is null)`;

/**
 * The endpoints that have not confirmed deletions, by deletion: neither themselves nor by the token that created only them.
 * Counts endpoints that existed when a deletion began and whose subscription matches its `conversation.purged` or
 * `contact.erased`, also those still to come.
 */
export async function listMissing(
  db: Db,
  accountId: number,
  ids: readonly number[],
): Promise<Map<number, DeletionDto["missing"]>> {
  const rows = await db.query<{ deletionId: number; endpointId: number; url: string }>(MISSING, [
    accountId,
    ids,
    CONSUMERS_MAX,
    ...FORMAT_TYPES(),
  ]);
  const missing = new Map<number, DeletionDto["missing"]>(ids.map((id) => [id, []]));
  for (const { deletionId, ...endpoint } of rows) missing.get(deletionId)?.push(endpoint);
  return missing;
}

const MISSING = `
  select d.id as "deletionId", m.id as "endpointId", m.url
    from deletion d cross join lateral (
      select e.id, e.url from endpoint e
       where e.account_id = $1 and e.deleted_at is null and e.created_at <= d.created_at
         and (d.kind = 'contact' and d.state in ('running', 'succeeded') and ${SUBSCRIBES("contact.erased")}
              or ${SUBSCRIBES("conversation.purged")} and exists (
           select 1 from deletion_item i join conversation c on c.account_id = i.account_id and c.id = i.conversation_id
            where i.account_id = $1 and i.deletion_id = d.id
              and (i.state = 'purged' or d.state = 'running' and i.state = 'pending')
              and (e.inbox_ids = '{}' or c.inbox_id = any(e.inbox_ids))))
         and not (e.suppress_self and d.actor->>'type' = 'token' and coalesce(e.token_id = (d.actor->>'id')::bigint, false))
         and not exists (select 1 from deletion_ack a where a.account_id = $1 and a.deletion_id = d.id
            and (a.consumer = 'endpoint:' || e.id or a.consumer = 'token:' || e.token_id and ${IS_ITS_TOKENS_ONLY}))
       order by e.id limit $3) m
   where d.account_id = $1 and d.id = any($2::bigint[])
   order by m.id`;
