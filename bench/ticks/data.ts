/** How many messages a conversation has. */
export const PER_CONVERSATION = 4;

/**
 * Fills account 1, made by the product's first start, with `messages` outgoing messages without receipts.
 * Message m is in conversation ceil(m / 4), whose display id is the same.
 */
export const bulkData = (messages: number): string => `
  set synchronous_commit = off;
  set session_replication_role = replica; -- nothing of this is to be searched for
  insert into inbox (account_id, id, name, channel, identifier, messages_start_as, bot_enabled, bot_takes_reopened,
                     start_as_pending, caller_status_wins, on_message_after_resolve, created_at, updated_at)
    values (1, 1, 'Bench', 'api', 'bench', 'pending', false, false, false, true, 'reopen', now(), now());
  insert into contact (account_id, id, name, created_at, updated_at)
    select 1, i, 'Customer ' || i, now(), now() from generate_series(1, ${messages / PER_CONVERSATION}) i;
  insert into contact_inbox (account_id, id, contact_id, inbox_id, source_id, created_at)
    select 1, i, i, 1, 'bench-' || i, now() from generate_series(1, ${messages / PER_CONVERSATION}) i;
  insert into conversation (account_id, id, display_id, inbox_id, contact_id, contact_inbox_id, status, cause,
                            status_changed_at, last_number, last_message_id, last_activity_at, created_at, updated_at)
    select 1, i, i, 1, i, i, 'open', '{"rule":"default_open"}', now(), ${PER_CONVERSATION}, i * ${PER_CONVERSATION}, now(), now(), now()
      from generate_series(1, ${messages / PER_CONVERSATION}) i;
  insert into conversation_counter (account_id, inbox_id, lifecycle, status, assignee_id, count)
    values (1, 1, 'live', 'open', 0, ${messages / PER_CONVERSATION});
  insert into conversation_total (account_id, inbox_id, lifecycle, status, count, unassigned)
    values (1, 1, 'live', 'open', ${messages / PER_CONVERSATION}, ${messages / PER_CONVERSATION});
  insert into message (account_id, id, conversation_id, inbox_id, number, kind, direction, content, sender_type, sender_id,
                       sender_name, status, attempt, created_at, updated_at)
    select 1, m, (m - 1) / ${PER_CONVERSATION} + 1, 1, (m - 1) % ${PER_CONVERSATION} + 1, 'message', 'out',
           'Your parcel is on its way and arrives tomorrow before noon.', 'user', 1, 'Administrator', 'pending', 1, now(), now()
      from generate_series(1, ${messages}) m;
  insert into message_attempt (account_id, message_id, number, inbox_id, started_at)
    select 1, m, 1, 1, now() from generate_series(1, ${messages}) m;
  update account_counter set last_display_id = ${messages / PER_CONVERSATION} where account_id = 1;
  select setval(pg_get_serial_sequence(name, 'id'), ${messages})
    from unnest(array['inbox', 'contact', 'contact_inbox', 'conversation', 'message']) name;
  analyze;`;

/** The baseline's statement; one per request. */
export const BARE_SEQUENCE = "create sequence bare_seq start 1000000";

/**
 * The product's writes in one statement: the message if the report raises it, the receipt, and the event with its
 * whole body (message, conversation, contact). $1 message, $2 signal. It parses, authorizes, folds and stamps nothing.
 */
export const BARE_STATEMENT = `
  with changed as (
    update message set status = $2, version = version + 1, updated_at = now(), left_at = coalesce(left_at, now())
     where account_id = 1 and id = $1
       and array_position(array['pending','sent','failed','delivered','read'], status)
         < array_position(array['pending','sent','failed','delivered','read'], $2)
    returning *
  ), receipt as (
    insert into message_receipt (account_id, message_id, conversation_id, attempt, signal, result, actor, at, received_at)
    select 1, $1, ($1 - 1) / ${PER_CONVERSATION} + 1, 1, $2,
           case when exists (select 1 from changed) then 'applied' else 'stale' end, '{"type":"token"}', now(), now()
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

/** What was written: message changes, receipts that changed a message, all receipts, events about it. */
export const WRITTEN = `
  select (select coalesce(sum(version - 1), 0)::int from message where account_id = 1) as changes,
         (select count(*)::int from message_receipt where result = 'applied') as applied,
         (select count(*)::int from message_receipt) as receipts,
         (select count(*)::int from event where type = 'message.status_changed') as events,
         (select count(*)::int from outbox) as waiting`;
export type Written = { changes: number; applied: number; receipts: number; events: number; waiting: number };
