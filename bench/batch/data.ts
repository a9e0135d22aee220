import { PER_CONVERSATION } from "@/bench/ticks/data";

/** Receipts in one call: the first ten messages have a repeated one, the next ten an older one out of order. */
export const PER_CALL = 100;
export const CHANGED_PER_CALL = 80;

export type Receipt = { messageId: number; signal: string };

/** One call about `CHANGED_PER_CALL` messages that have no receipt yet. */
export function callAbout(ids: readonly number[]): Receipt[] {
  const receiptOf = (signal: string) => (messageId: number) => ({ messageId, signal });
  return [
    ...ids.map(receiptOf("delivered")),
    ...ids.slice(0, 10).map(receiptOf("delivered")),
    ...ids.slice(10, 20).map(receiptOf("sent")),
  ];
}

const RANK = "array['pending','sent','failed','delivered','read']";

/** The same writes by one statement per call: $1 messages, $2 signals. It parses, authorizes and stamps nothing. */
export const BARE_BATCH = `
  with given as (
    select id, signal, array_position(${RANK}, signal) as rank
      from unnest($1::bigint[], $2::text[]) as g (id, signal)
  ), best as (
    select distinct on (id) id, signal, rank from given order by id, rank desc
  ), changed as (
    update message m set status = b.signal, version = version + 1, updated_at = now(), left_at = coalesce(left_at, now())
      from best b
     where m.account_id = 1 and m.id = b.id and array_position(${RANK}, m.status) < b.rank
    returning m.*
  ), receipt as (
    insert into message_receipt (account_id, message_id, conversation_id, attempt, signal, result, actor, at, received_at)
    select 1, id, (id - 1) / ${PER_CONVERSATION} + 1, 1, signal, 'applied', '{"type":"token"}', now(), now() from given
  ), inserted as (
    insert into event (account_id, seq, id, type, operation_id, resource_type, resource_id, resource_version,
                       conversation_id, inbox_id, occurred_at, stamped_at, hash, body)
    select 1, nextval('bare_seq'), gen_random_uuid(), 'message.status_changed', gen_random_uuid(), 'message', m.id,
           m.version, m.conversation_id, m.inbox_id, now(), now(), '',
           json_build_object('data', to_json(m), 'conversation', to_json(c), 'contact', to_json(t))
      from changed m
      join conversation c on c.account_id = 1 and c.id = m.conversation_id
      join contact t on t.account_id = 1 and t.id = c.contact_id
    returning 1
  )
  select (select count(*) from inserted)::int as inserted`;
