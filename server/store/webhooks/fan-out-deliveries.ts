import { EVENT_TYPES } from "@/server/contract/event/constants";
import { ENDPOINT_FORMATS } from "@/server/contract/webhook/constants";
import { SPAM } from "@/server/domain/inbox/policy";
import type { Database } from "@/server/store/_postgres/db";
import { LEASE_END, statement } from "@/server/store/_postgres/statement";
import {
  type Claimed,
  IN_FLIGHT,
  type InFlight,
  inFlightColumns,
  PREVIOUS_SECRET,
  ROOM,
} from "./claim-deliveries";
import { webhookFormats } from "./webhook-formats";

/**
 * Maximum of events per endpoint and of endpoints in one statement; lagging endpoints are picked at random, so that
 * none starves.
 */
const EVENTS_MAX = 500;
const ENDPOINTS_MAX = 50;
/** The minimum of events to read for an endpoint without a backlog: most may not match its subscription. */
const READ_AHEAD = 50;

/** Two columns, format and type: the types that each format can express; a format unknown to this process allows all. */
export function FORMAT_TYPES(): [string[], string[]] {
  const pairs = ENDPOINT_FORMATS.flatMap((format) => {
    const { types, narrower = [] } = webhookFormats().get(format) ?? { types: null };
    return [...(types ?? EVENT_TYPES), ...narrower].map((type) => [format, type] as const);
  });
  return [pairs.map(([format]) => format), pairs.map(([, type]) => type)];
}

const HAD_SPAM = (side: "from" | "to"): string =>
  `((f.body::json #> '{changes,labels,${side}}')::jsonb ? '${SPAM}')`;

/** A type's narrower name: a message by its direction, labels where spam is added or removed. Else null. */
const NARROWED = `(case f.type
  when 'message.created' then f.type || '/' || (f.body::json #>> '{data,direction}')
  when 'conversation.labelled' then
    case when ${HAD_SPAM("from")} <> ${HAD_SPAM("to")} then f.type || '/${SPAM}' end
  end)`;

const HAS_TYPE = (formats: string, types: string, type: string): string => `
  exists (select 1 from unnest(${formats}::text[], ${types}::text[]) as t (format, type)
           where t.format = f.format and t.type = ${type})`;

/** Whether a conversation leaves the inboxes of an endpoint. */
const LEAVES = `(f.type = 'conversation.moved' and f.inbox_id <> all(f.inbox_ids)
  and (f.body::json #>> '{data,activity,activity,inbox,from}')::bigint = any(f.inbox_ids))`;

/** Events about the progress and end of an operation: its initiator waits for them. */
const CONFIRMS = "(f.type like 'operation.%' or f.type like 'bulk.%')";

/**
 * Whether `f`, an event joined with an endpoint's settings, matches its subscription. The parameters are those of
 * FORMAT_TYPES. A body is read only where the type alone does not match. A subscription to `conversation.purged` of some
 * inboxes includes conversations that leave them: their purge would not match.
 */
export const MATCHES_SUBSCRIPTION = (formats: string, types: string): string => `
  (f.types = '{*}' or f.type = any(f.types) or ${NARROWED} = any(f.types)
   or ('conversation.purged' = any(f.types) and ${LEAVES}))
  and (f.inbox_ids = '{}' or f.inbox_id is null or f.inbox_id = any(f.inbox_ids) or ${LEAVES})
  and (${HAS_TYPE(formats, types, "f.type")} or ${HAS_TYPE(formats, types, NARROWED)})
  and not (f.suppress_self and f.token_id is not null and not ${CONFIRMS}
           and f.body::json #>> '{actor,type}' = 'token' and (f.body::json #>> '{actor,id}')::bigint = f.token_id)`;

/** Until when an event's message may be withdrawn; null for other events. */
export const SEND_AFTER = `case when type = 'message.created' and strpos(body::text, '"sendAfter":"') > 0
                 then (body::json #>> '{data,sendAfter}')::timestamptz end`;

/** How many events of the log were read for some endpoint, how many deliveries were created, and those already claimed. */
export type Followed = { considered: number; created: number; claimed: Claimed[] };

type Row = { considered: number; created: number } & (Claimed | { [key in keyof Claimed]: null });

/**
 * Continues in the log for every lagging endpoint: matching events become deliveries and the position advances, in one
 * statement. So every event is delivered once, whichever process is killed. A message in its undo window is due at its end.
 * For an unordered endpoint without a backlog it stops when the room is used up, and claims new deliveries as they are
 * written: the log is the queue then, and a delivery is written twice, created and settled.
 * Locks: endpoint_progress rows (ascending). Order and index: event_pkey, delivery_due.
 */
export async function fanOutDeliveries(
  database: Pick<Database, "query">,
  { now, inFlight, room }: { now: Date; inFlight: InFlight; room: number },
): Promise<Followed> {
  const rows = await database.query<Row>(FOLLOW, [
    now,
    ENDPOINTS_MAX,
    EVENTS_MAX,
    ...FORMAT_TYPES(),
    ...inFlightColumns(inFlight),
    room,
  ]);
  const { considered, created } = rows[0] ?? { considered: 0, created: 0 };
  return { considered, created, claimed: rows.filter((row) => row.id !== null) };
}

const FOLLOW = statement(`
  with lagging as materialized (
    select p.account_id, p.endpoint_id, e.types, e.inbox_ids, e.format, e.suppress_self, e.token_id, e.url,
           e.concurrency, e.secret, ${PREVIOUS_SECRET("e", "$1")} as previous_secret, ${ROOM("e", "h")} as room,
           not e.ordered and p.open_until is null and not exists (
             select 1 from delivery w
              where w.account_id = p.account_id and w.endpoint_id = p.endpoint_id and w.state = 'waiting'
                and w.due_at <= $1) as flows
      from endpoint_progress p
      join endpoint e on e.account_id = p.account_id and e.id = p.endpoint_id
      join account_head a on a.account_id = p.account_id
      left join ${IN_FLIGHT("$6", "$7", "$8")} on h.endpoint_id = e.id
     where e.state = 'enabled' and e.deleted_at is null and p.last_seq < a.last_seq
     order by random() limit $2
  ), b as materialized (
    select l.*, p.last_seq
      from (select *, least(room, ceil($9::numeric / count(*) over ())) as share from lagging) as l
      join endpoint_progress p on p.account_id = l.account_id and p.endpoint_id = l.endpoint_id
     where not l.flows or l.share > 0
     order by p.account_id, p.endpoint_id for no key update of p
  ), found as materialized (
    select b.*, v.*, ${SEND_AFTER} as send_after from b cross join lateral (
      select seq, id as event_id, type, resource_id, conversation_id, inbox_id, stamped_at, body::text as body
        from event where account_id = b.account_id and seq > b.last_seq
       order by seq limit case when b.flows then least($3, greatest(${READ_AHEAD}, b.share)) else $3 end) as v
  ), matched as materialized (
    select f.account_id, f.endpoint_id, f.seq, f.send_after, f.flows, f.share,
           row_number() over (partition by f.account_id, f.endpoint_id order by f.seq) as place
      from found f where ${MATCHES_SUBSCRIPTION("$4", "$5")}
  ), created as (
    insert into delivery (account_id, endpoint_id, event_id, event_seq, event_stamped_at, type, conversation_id,
                          held_message_id, due_at, lease_until, created_at)
    select f.account_id, f.endpoint_id, f.event_id, f.seq, f.stamped_at, f.type, f.conversation_id,
           case when f.send_after is not null then f.resource_id end,
           case when f.flows and f.send_after is null then ${LEASE_END("$1")} else greatest($1, f.send_after) end,
           case when f.flows and f.send_after is null then ${LEASE_END("$1")} end, $1
      from matched k
      join found f on f.account_id = k.account_id and f.endpoint_id = k.endpoint_id and f.seq = k.seq
     where not k.flows or k.place <= k.share
     order by f.account_id, f.endpoint_id, f.seq
    returning account_id, id, endpoint_id, event_seq, due_at, held_message_id
  ), moved as (
    update endpoint_progress p set last_seq = f.last
      from (select f.account_id, f.endpoint_id, coalesce(min(k.seq) - 1, max(f.seq)) as last
              from found f
              left join matched k on k.account_id = f.account_id and k.endpoint_id = f.endpoint_id and k.seq = f.seq
                               and k.flows and k.place > k.share
             group by f.account_id, f.endpoint_id) as f
     where p.account_id = f.account_id and p.endpoint_id = f.endpoint_id
  )
  select t.considered, t.created, o.account_id as "accountId", o.id, o.endpoint_id as "endpointId", f.event_id as "eventId",
         f.seq, f.stamped_at as "stampedAt", 0 as tries, o.due_at as "leaseUntil", f.url, f.format, f.concurrency,
         f.secret, f.previous_secret as "previousSecret", f.body as text, false as "isTest",
         false as "isWithdrawn"
    from (select (select count(*) from found) as considered, (select count(*) from created) as created) as t
    left join (created o join found f
                 on f.account_id = o.account_id and f.endpoint_id = o.endpoint_id and f.seq = o.event_seq)
      on o.held_message_id is null and o.due_at > $1
   order by o.id`);

/** Whether there is an enabled endpoint; without one, stamped events need no fan-out. */
export async function hasEndpoints(database: Pick<Database, "query">): Promise<boolean> {
  const rows = await database.query(
    "select 1 from endpoint where state = 'enabled' and deleted_at is null limit 1",
  );
  return rows.length > 0;
}
