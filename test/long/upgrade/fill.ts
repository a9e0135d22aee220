import { createClient } from "@/server/lib/postgres/connection";

const PER_CONVERSATION = 4;

/**
 * Fills account 1 of a development version with so many messages in conversations of four, half from customers: with statuses,
 * receipts, attempts and events. All ids begin at 1.
 */
const fillOf = (messages: number): string => `
  set synchronous_commit = off;
  set session_replication_role = replica; -- nothing of this is to be searched for
  insert into inbox (account_id, id, name, channel, identifier, messages_start_as, bot_enabled, bot_takes_reopened,
                     start_as_pending, caller_status_wins, on_message_after_resolve, created_at, updated_at)
    values (1, 1, 'Filled', 'api', 'filled', 'pending', false, false, false, true, 'reopen', now(), now());
  insert into contact (account_id, id, name, created_at, updated_at)
    select 1, i, 'Customer ' || i, now(), now() from generate_series(1, ${messages / PER_CONVERSATION}) i;
  insert into contact_inbox (account_id, id, contact_id, inbox_id, source_id, created_at)
    select 1, i, i, 1, 'filled-' || i, now() from generate_series(1, ${messages / PER_CONVERSATION}) i;
  insert into conversation (account_id, id, display_id, inbox_id, contact_id, contact_inbox_id, status, cause,
                            status_changed_at, last_number, last_message_id, last_activity_at, created_at, updated_at)
    select 1, i, i, 1, i, i, 'open', '{"rule":"default_open"}', now(), ${PER_CONVERSATION}, i * ${PER_CONVERSATION}, now(), now(), now()
      from generate_series(1, ${messages / PER_CONVERSATION}) i;
  insert into conversation_counter (account_id, inbox_id, lifecycle, status, assignee_id, count)
    values (1, 1, 'live', 'open', 0, ${messages / PER_CONVERSATION});
  insert into conversation_total (account_id, inbox_id, lifecycle, status, count, unassigned)
    values (1, 1, 'live', 'open', ${messages / PER_CONVERSATION}, ${messages / PER_CONVERSATION});
  insert into message (account_id, id, conversation_id, inbox_id, number, kind, direction, content, sender_type, sender_id,
                       sender_name, status, attempt, external_error, external_error_at, left_at, created_at, updated_at)
    select 1, m, (m - 1) / ${PER_CONVERSATION} + 1, 1, (m - 1) % ${PER_CONVERSATION} + 1, 'message',
           case when is_out then 'out' else 'in' end, 'Where is parcel ' || md5(m::text) || '? It was to arrive before noon.',
           case when is_out then 'user' else 'contact' end, case when is_out then 1 else (m - 1) / ${PER_CONVERSATION} + 1 end,
           'Somebody', tick, case when is_out then 1 else 0 end, case when tick = 'failed' then 'refused' end,
           case when tick = 'failed' then now() end, case when is_out then now() end, now(), now()
      from generate_series(1, ${messages}) m,
           lateral (select m % 2 = 0 as is_out) o,
           lateral (select case when is_out then (array['sent', 'delivered', 'read', 'failed', 'read', 'delivered', 'read'])[m / 2 % 7 + 1] end as tick) t;
  insert into message_attempt (account_id, message_id, number, inbox_id, started_at)
    select 1, id, 1, 1, now() from message where direction = 'out';
  insert into message_receipt (account_id, message_id, conversation_id, attempt, signal, result, actor, at, received_at)
    select 1, id, conversation_id, 1, status, 'applied', '{"type":"token","id":1,"name":"CRM"}', now(), now()
      from message where direction = 'out';
  insert into event (account_id, seq, id, type, operation_id, resource_type, resource_id, resource_version,
                     conversation_id, inbox_id, occurred_at, stamped_at, hash, body)
    select 1, h.last_seq + m.id, gen_random_uuid(), 'message.created', gen_random_uuid(), 'message', m.id, 1, m.conversation_id,
           1, now(), now(), '', json_build_object('data', json_build_object('id', m.id, 'content', m.content))
      from message m, account_head h where h.account_id = 1;
  update account_head set last_seq = last_seq + ${messages} where account_id = 1;
  update account_counter set last_display_id = ${messages / PER_CONVERSATION} where account_id = 1;
  select setval(pg_get_serial_sequence(name, 'id'), ${messages})
    from unnest(array['inbox', 'contact', 'contact_inbox', 'conversation', 'message']) name;
  analyze;`;

/** What an upgrade may not change of the filled rows: how many there are, and digests of their contents, by table. */
const DIGESTS = `
  select 'account' as of, count(*)::int as rows, '' as digest from account
   union all select 'conversations', count(*), sum(hashtextextended(concat_ws('|', id, display_id, contact_id, status, last_number), 0))::text
    from conversation where id <= $1
   union all select 'contacts', count(*), sum(hashtextextended(concat_ws('|', id, name), 0))::text from contact where id <= $1
   union all select 'bodies of messages', count(*),
                    sum(hashtextextended(concat_ws('|', id, conversation_id, number, direction, sender_id, md5(content)), 0))::text
    from message where id <= $1
   union all select 'ticks ' || coalesce(status, 'none'), count(*), sum(hashtextextended(id::text, 0))::text
    from message where id <= $1 group by status
   union all select 'attempts', count(*), sum(hashtextextended(concat_ws('|', message_id, number), 0))::text
    from message_attempt where message_id <= $1
   union all select 'receipts ' || signal, count(*), sum(hashtextextended(concat_ws('|', id, message_id, result), 0))::text
    from message_receipt where message_id <= $1 group by signal
   union all select 'events', count(*), sum(hashtextextended(concat_ws('|', seq, id, type, resource_id, body), 0))::text
    from event where resource_type = 'message' and resource_id <= $1 and type = 'message.created'
  order by 1`;

export type Filled = {
  messages: number;
  digests(): Promise<object[]>;
  /** How long each migration took, in ms, the slowest first. */
  migrations(): Promise<{ name: string; ms: number }[]>;
  bytes(): Promise<number>;
  close(): Promise<void>;
};

/** Fills the database, and watches it by a connection of its own. */
export async function fill(url: string, messages: number): Promise<Filled> {
  const client = createClient(url);
  await client.connect();
  await client.query(fillOf(messages));
  await client.query("set session_replication_role = origin");
  const read = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await client.query<Row>(sql, values)).rows;
  return {
    messages,
    digests: () => read(DIGESTS, [messages]),
    migrations: () =>
      read(
        `select migration_name as name, round(extract(epoch from finished_at - started_at) * 1000)::int as ms
           from _prisma_migrations order by 2 desc`,
      ),
    bytes: async () =>
      Number(
        (await read<{ bytes: string }>("select pg_database_size(current_database()) as bytes"))[0]?.bytes,
      ),
    close: () => client.end(),
  };
}
