/** What the baseline runs: one statement that writes, or reads, the same rows. */

/** The event of a changed row with the resources it carries; `m` is a message, `c` its conversation, `t` the contact. */
export const OUTBOX = (type: string, resource: "conversation" | "message", row: "c" | "m"): string => `
  insert into outbox (account_id, event_id, type, operation_id, resource_type, resource_id, resource_version,
                      conversation_id, inbox_id, occurred_at, hash, body)
  select 1, gen_random_uuid(), '${type}', gen_random_uuid(), '${resource}', ${row}.id, ${row}.version, c.id, c.inbox_id, now(), '',
         json_build_object('data', to_json(${row}), 'conversation', to_json(c), 'contact', to_json(t))`;

export const COLUMNS = `(account_id, id, conversation_id, inbox_id, number, kind, direction, content, sender_type, sender_id,
                  sender_name, status, attempt, created_at, updated_at)`;

/** $1 conversation, $2 content: the message of an agent with its attempt, and the event. */
export const BARE_REPLY = `
  with c as (
    update conversation set last_number = last_number + 1, last_message_id = nextval('message_id_seq'), waiting_since = null,
                            answered_count = incoming_count, last_activity_at = now(), updated_at = now()
     where account_id = 1 and id = $1 returning *
  ), m as (
    insert into message ${COLUMNS}
    select 1, last_message_id, id, inbox_id, last_number, 'message', 'out', $2, 'user', 1, 'Administrator', 'pending', 1, now(), now()
      from c returning *
  ), a as (
    insert into message_attempt (account_id, message_id, number, inbox_id, started_at) select 1, id, 1, inbox_id, now() from m
  ), told as (${OUTBOX("message.created", "message", "m")} from m, c join contact t on t.account_id = 1 and t.id = c.contact_id)
  select to_json(m) as answer from m`;

/** $1 conversation, $2 content: the message of its customer, and the event. */
export const BARE_RECEIVED = `
  with c as (
    update conversation set last_number = last_number + 1, last_message_id = nextval('message_id_seq'),
                            waiting_since = coalesce(waiting_since, now()), incoming_count = incoming_count + 1,
                            unread_count = unread_count + 1, last_activity_at = now(), updated_at = now()
     where account_id = 1 and id = $1 returning *
  ), m as (
    insert into message ${COLUMNS}
    select 1, last_message_id, id, inbox_id, last_number, 'message', 'in', $2, 'contact', contact_id, null, null, 0, now(), now()
      from c returning *
  ), told as (${OUTBOX("message.created", "message", "m")} from m, c join contact t on t.account_id = 1 and t.id = c.contact_id)
  select to_json(m) as answer from m`;

/** $1 conversation, $2 content: a note, and the event. */
export const BARE_NOTE = `
  with c as (
    update conversation set last_number = last_number + 1, last_message_id = nextval('message_id_seq'), last_activity_at = now(),
                            updated_at = now()
     where account_id = 1 and id = $1 returning *
  ), m as (
    insert into message ${COLUMNS}
    select 1, last_message_id, id, inbox_id, last_number, 'note', null, $2, 'user', 1, 'Administrator', null, 0, now(), now()
      from c returning *
  ), told as (${OUTBOX("note.created", "message", "m")} from m, c join contact t on t.account_id = 1 and t.id = c.contact_id)
  select to_json(m) as answer from m`;

/** $1 conversation, $2 member: the assignee, and the event. */
export const BARE_ASSIGN = `
  with c as (
    update conversation set assignee_id = $2, version = version + 1, updated_at = now()
     where account_id = 1 and id = $1 returning *
  ), n as (
    insert into counter_delta (account_id, inbox_id, lifecycle, status, assignee_id, change)
    select 1, c.inbox_id, 'live', c.status, v.assignee_id, v.change from c, lateral (values (0, -1), ($2, 1)) v (assignee_id, change)
  ), told as (${OUTBOX("conversation.assigned", "conversation", "c")} from c join contact t on t.account_id = 1 and t.id = c.contact_id)
  select to_json(c) as answer from c`;

/** $1 the customer's id in the channel, $2 content: contact, conversation, transition and message with three events. */
export const BARE_NEW = `
  with t as (
    insert into contact (account_id, name, created_at, updated_at) values (1, 'Customer', now(), now()) returning *
  ), l as (
    insert into contact_inbox (account_id, contact_id, inbox_id, source_id, created_at) select 1, id, 1, $1, now() from t returning *
  ), c as (
    insert into conversation (account_id, display_id, inbox_id, contact_id, contact_inbox_id, status, cause, status_changed_at,
                              last_number, last_message_id, last_activity_at, waiting_since, incoming_count, unread_count,
                              created_at, updated_at)
    select 1, nextval('bare_display_id'), 1, l.contact_id, l.id, 'open', '{"rule":"default_open"}', now(), 1,
           nextval('message_id_seq'), now(), now(), 1, 1, now(), now() from l returning *
  ), s as (
    insert into transition (account_id, conversation_id, to_status, cause, actor, operation_id, at)
    select 1, id, 'open', cause, '{"type":"token"}', gen_random_uuid(), now() from c
  ), n as (
    insert into counter_delta (account_id, inbox_id, lifecycle, status, assignee_id, change)
    select 1, inbox_id, 'live', 'open', 0, 1 from c
  ), m as (
    insert into message ${COLUMNS}
    select 1, last_message_id, id, inbox_id, 1, 'message', 'in', $2, 'contact', contact_id, null, null, 0, now(), now()
      from c returning *
  ), told_contact as (${OUTBOX("contact.created", "conversation", "c")} from c, t),
  told_conversation as (${OUTBOX("conversation.created", "conversation", "c")} from c, t),
  told_message as (${OUTBOX("message.created", "message", "m")} from m, c, t)
  select to_json(m) as answer from m`;

/** $1 conversation, $2 status: the transition, its line in the thread, and the event. */
export const BARE_STATUS = `
  with b as (
    select id, status from conversation where account_id = 1 and id = $1 for update
  ), c as (
    update conversation o set status = $2, cause = '{"rule":"manual"}', status_changed_at = now(), version = version + 1,
                              last_number = last_number + 1, last_activity_at = now(), updated_at = now()
      from b where o.account_id = 1 and o.id = b.id returning o.*
  ), s as (
    insert into transition (account_id, conversation_id, from_status, to_status, cause, actor, operation_id, at)
    select 1, c.id, b.status, c.status, c.cause, '{"type":"token"}', gen_random_uuid(), now() from c, b
  ), n as (
    insert into counter_delta (account_id, inbox_id, lifecycle, status, assignee_id, change)
    select 1, c.inbox_id, 'live', v.status, 0, v.change from c, b, lateral (values (b.status, -1), (c.status, 1)) v (status, change)
  ), m as (
    insert into message ${COLUMNS}
    select 1, nextval('message_id_seq'), id, inbox_id, last_number, 'activity', null, '', 'token', 1, 'Bench', null, 0, now(), now() from c
  ), told as (${OUTBOX("conversation.status_changed", "conversation", "c")} from c join contact t on t.account_id = 1 and t.id = c.contact_id)
  select to_json(c) as answer from c`;

/** $1 a status: the newest 50 conversations with their contact and last message. */
export const BARE_LIST = `
  select json_agg(json_build_object('conversation', c, 'contact', t, 'message', m) order by c.last_activity_at desc, c.id desc) as answer
    from (select * from conversation where account_id = 1 and lifecycle = 'live' and status = $1
           order by last_activity_at desc, id desc limit 50) c
    join contact t on t.account_id = 1 and t.id = c.contact_id
    left join message m on m.account_id = 1 and m.id = c.last_message_id`;

/** $1 conversation: its newest 50 messages. */
export const BARE_THREAD = `
  select json_agg(m order by m.number desc) as answer
    from (select * from message where account_id = 1 and conversation_id = $1 order by number desc limit 50) m`;

/** $1 conversation: itself with its contact. */
export const BARE_CONVERSATION = `
  select json_build_object('conversation', c, 'contact', t) as answer
    from conversation c join contact t on t.account_id = 1 and t.id = c.contact_id where c.account_id = 1 and c.id = $1`;
