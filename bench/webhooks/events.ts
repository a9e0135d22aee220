import { sampleEvent } from "@/server/contract/event/event-samples";

/** The placeholder of the event's id in a body. */
const ID = "00000000-0000-7000-8000-000000000000";

const { seq: _, stampedAt: __, ...sample } = sampleEvent("message.created");
/** An event as committed, of some 2.5 kB; `ID` in it. */
const BODY = JSON.stringify({ ...sample, id: ID, hash: "0".repeat(64) });

/** A body to send, with this id. */
export const bodyOf = (id: string): string =>
  `${BODY.slice(0, -1).replaceAll(ID, id)},"seq":4711,"stampedAt":"2026-11-20T09:41:00.004Z"}`;

/** Adds so many events to account 1's log, as the relay does. */
export const stamp = (events: number): string => `
  with head as (
    update account_head set last_seq = last_seq + ${events} where account_id = 1
    returning last_seq - ${events} as before
  )
  insert into event (account_id, seq, id, type, operation_id, resource_type, resource_id, resource_version,
                     conversation_id, inbox_id, occurred_at, stamped_at, hash, body)
  select 1, head.before + g, e.id, 'message.created', e.id, 'message', g, 1, g % 1000 + 1, 1, now(), now(), '',
         replace('${BODY.replaceAll("'", "''")}', '${ID}', e.id::text)::json
    from head, generate_series(1, ${events}) as g, lateral (select gen_random_uuid() as id where g > 0) as e`;

/** Whether no delivery is due. */
export const IS_QUIET = `
  select not exists (select 1 from delivery where account_id = 1 and state = 'waiting')
     and not exists (select 1 from endpoint_progress p join account_head h on h.account_id = p.account_id
                       join endpoint e on e.account_id = p.account_id and e.id = p.endpoint_id
                      where e.state = 'enabled' and e.deleted_at is null and p.last_seq < h.last_seq) as quiet`;
