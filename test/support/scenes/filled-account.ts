import type { Database } from "@/server/store/_postgres/db";

type Fill = { accountId: number; answers: number; deliveries: number };

/** The first of ids that nothing else uses. */
const FROM = 1_000_000_000;

/**
 * Fills an account like a busy one: a day's answers, each of another conversation, and deliveries of ten events per
 * conversation with one try each, every tenth of a contact's event. Analyzes the tables for the planner.
 */
export async function fillAccount(
  database: Database,
  { accountId, answers, deliveries }: Fill,
): Promise<void> {
  await database.query(ANSWERS, [accountId, answers]);
  await database.query(EVENTS, [accountId, deliveries]);
  await database.query(DELIVERIES, [accountId]);
  for (const table of ["idempotency", "event", "delivery", "delivery_try"])
    await database.query(`vacuum analyze ${table}`);
}

const ANSWERS = `
  insert into idempotency (account_id, caller, key, fingerprint, status, about, created_at, answer)
  select $1, 'token:1', 'filled ' || n, 'filled', 201, array['conversation:' || ${FROM} + n, 'contact:' || ${FROM} + n], now(),
         jsonb_build_object('id', ${FROM} + n, 'conversationId', ${FROM} + n, 'content', repeat('Hello ', 60),
                            'contentAttributes', '{}'::jsonb, 'sender', '{"type":"token","id":1,"name":"CRM"}'::jsonb,
                            'conversation', jsonb_build_object('id', ${FROM} + n, 'displayId', ${FROM} + n,
                              'contactId', ${FROM} + n, 'labels', '[]'::jsonb, 'customAttributes', '{}'::jsonb))::json
    from generate_series(1, $2::int) as n`;

const EVENTS = `
  insert into event (account_id, seq, id, type, operation_id, resource_type, resource_id, resource_version,
                     conversation_id, inbox_id, occurred_at, stamped_at, hash, body)
  select $1, ${FROM} + n, gen_random_uuid(), case when own then 'contact.updated' else 'message.created' end,
         gen_random_uuid(), case when own then 'contact' else 'message' end, ${FROM} + n, 1,
         case when not own then ${FROM} + n / 10 end, 1, now(), now(), '',
         jsonb_build_object('type', 'filled', 'data', jsonb_build_object('content', repeat('Hello ', 60)))::json
    from generate_series(1, $2::int) as n cross join lateral (select n % 10 = 0 as own) as o`;

const DELIVERIES = `
  with delivered as (
    insert into delivery (account_id, endpoint_id, event_id, event_seq, event_stamped_at, type, conversation_id, state,
                          tries, due_at, created_at, settled_at)
    select account_id, 1, id, seq, stamped_at, type, conversation_id, 'delivered', 1, stamped_at, stamped_at, stamped_at
      from event where account_id = $1 and seq > ${FROM} returning account_id, id, created_at)
  insert into delivery_try (account_id, delivery_id, endpoint_id, number, at, duration_ms, status, excerpt)
  select account_id, id, 1, 1, created_at, 5, 200, 'taken' from delivered`;
