import { ENDPOINT_FORMATS } from "@/server/contract/endpoint";
import { EVENT_TYPES } from "@/server/contract/event";
import { type Database, one, prepared } from "./db";
import { webhookFormats } from "./webhook-formats";

/** Events taken for one endpoint in one statement at most, and endpoints at once. */
const EVENTS_AT_ONCE = 500;
const ENDPOINTS_AT_ONCE = 50;

/** Two columns, format and type: what can be told in which format; a format that is not known here could tell all. */
export function FORMAT_TYPES(): [string[], string[]] {
  const pairs = ENDPOINT_FORMATS.flatMap((format) =>
    (webhookFormats().get(format)?.types ?? EVENT_TYPES).map((type) => [format, type] as const),
  );
  return [pairs.map(([format]) => format), pairs.map(([, type]) => type)];
}

/**
 * Whether `f`, an event beside an endpoint's settings, is owed. The parameters are those of FORMAT_TYPES. Who asks for
 * `message.created/in` or `/out` is told of messages in that direction only.
 */
export const IS_OWED = (formats: string, types: string): string => `
  (f.types = '{*}' or f.type = any(f.types)
   or f.type = 'message.created' and 'message.created/' || (f.body #>> '{data,direction}') = any(f.types))
  and (f.inbox_ids = '{}' or f.inbox_id is null or f.inbox_id = any(f.inbox_ids)
       or (f.type = 'conversation.moved'
           and (f.body #>> '{data,activity,activity,inbox,from}')::bigint = any(f.inbox_ids)))
  and exists (select 1 from unnest(${formats}::text[], ${types}::text[]) as t (format, type)
               where t.format = f.format and t.type = f.type)
  and not (f.suppress_self and f.token_id is not null and f.body #>> '{actor,type}' = 'token'
           and (f.body #>> '{actor,id}')::bigint = f.token_id)`;

/** Of an event: until when its message may be withdrawn; null of what cannot be. */
export const SEND_AFTER = `case when type = 'message.created' then (body #>> '{data,sendAfter}')::timestamptz end`;

/** How many events of the log were passed for some endpoint, and how many of them are owed now. */
export type Followed = { considered: number; owed: number };

/**
 * Goes on in the log for every endpoint that lags: what it is to be told becomes a delivery, and the place moves, in one
 * statement. So every event is owed once, whoever is killed. One that may still be withdrawn is due when it cannot be.
 * Locks: endpoint_progress rows, skipped where another process has them. Order and index: event_pkey.
 */
export async function oweDeliveries(database: Pick<Database, "query">, now: Date): Promise<Followed> {
  return one(
    await database.query<Followed>(FOLLOW, [now, ENDPOINTS_AT_ONCE, EVENTS_AT_ONCE, ...FORMAT_TYPES()]),
  );
}

const FOLLOW = prepared(`
  with b as materialized (
    select p.account_id, p.endpoint_id, p.last_seq, e.types, e.inbox_ids, e.format, e.suppress_self, e.token_id
      from endpoint_progress p
      join endpoint e on e.account_id = p.account_id and e.id = p.endpoint_id
      join account_head h on h.account_id = p.account_id
     where e.state = 'enabled' and e.deleted_at is null and p.last_seq < h.last_seq
     limit $2 for no key update of p skip locked
  ), found as materialized (
    select b.*, v.* from b cross join lateral (
      select seq, id as event_id, type, resource_id, conversation_id, inbox_id, stamped_at, body,
             ${SEND_AFTER} as send_after
        from event where account_id = b.account_id and seq > b.last_seq order by seq limit $3) as v
  ), moved as (
    update endpoint_progress p set last_seq = f.last
      from (select account_id, endpoint_id, max(seq) as last from found group by account_id, endpoint_id) as f
     where p.account_id = f.account_id and p.endpoint_id = f.endpoint_id
  ), owed as (
    insert into delivery (account_id, endpoint_id, event_id, event_seq, event_stamped_at, type, conversation_id,
                          held_message_id, due_at, created_at)
    select f.account_id, f.endpoint_id, f.event_id, f.seq, f.stamped_at, f.type, f.conversation_id,
           case when f.send_after is not null then f.resource_id end, greatest($1, f.send_after), $1
      from found f where ${IS_OWED("$4", "$5")}
     order by f.account_id, f.endpoint_id, f.seq
    returning 1
  )
  select (select count(*) from found) as considered, (select count(*) from owed) as owed`);

/** Whether there is anybody to tell: without, nothing that is stamped needs a look here. */
export async function hasEndpoints(database: Pick<Database, "query">): Promise<boolean> {
  const rows = await database.query(
    "select 1 from endpoint where state = 'enabled' and deleted_at is null limit 1",
  );
  return rows.length > 0;
}
