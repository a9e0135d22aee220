/** Members of each group; the first one writes. */
const MEMBERS = 3;
/** Messages of each group. */
export const PER_GROUP = 1_000;

/** A payload as a client sends it, base64. */
export const PAYLOAD = Buffer.from(
  JSON.stringify({ type: 1, content: "Your parcel is on its way and arrives tomorrow before noon." }),
).toString("base64");

export const writerOf = (group: number): string => `u${group}-1`;
/** A member who reads, over a WebSocket. */
export const readerOf = (group: number): string => `u${group}-2`;
/** With which a user's device connects. */
export const deviceTokenOf = (uid: string): string => `token of ${uid}`;

/**
 * Fills account 1, made by the product's first start, with `groups` groups of `MEMBERS` users and `PER_GROUP` messages in the
 * history of each. The id of a group is that of its contact and conversation.
 */
export const bulkData = (groups: number): string => `
  set synchronous_commit = off;
  set session_replication_role = replica; -- nothing of this is to be searched for
  insert into inbox (account_id, id, name, channel, identifier, messages_start_as, bot_enabled, bot_takes_reopened,
                     start_as_pending, caller_status_wins, on_message_after_resolve, created_at, updated_at)
    values (1, 1, 'Bench', 'wukongim', 'bench', 'sent', false, false, false, true, 'reopen', now(), now());
  insert into contact (account_id, id, name, is_group, created_at, updated_at)
    select 1, g, 'Group ' || g, true, now(), now() from generate_series(1, ${groups}) g;
  insert into contact_inbox (account_id, id, contact_id, inbox_id, source_id, created_at)
    select 1, g, g, 1, '2:g' || g, now() from generate_series(1, ${groups}) g;
  insert into contact (account_id, id, name, created_at, updated_at)
    select 1, ${groups} + (g - 1) * ${MEMBERS} + m, 'u' || g || '-' || m, now(), now()
      from generate_series(1, ${groups}) g, generate_series(1, ${MEMBERS}) m;
  insert into contact_inbox (account_id, id, contact_id, inbox_id, source_id, created_at)
    select 1, ${groups} + (g - 1) * ${MEMBERS} + m, ${groups} + (g - 1) * ${MEMBERS} + m, 1, 'u' || g || '-' || m, now()
      from generate_series(1, ${groups}) g, generate_series(1, ${MEMBERS}) m;
  insert into conversation (account_id, id, display_id, inbox_id, contact_id, contact_inbox_id, status, cause,
                            status_changed_at, last_number, last_history_number, last_message_id, last_activity_at,
                            created_at, updated_at)
    select 1, g, g, 1, g, g, 'open', '{"rule":"default_open"}', now(), ${PER_GROUP}, ${PER_GROUP}, g * ${PER_GROUP}, now(),
           now(), now() from generate_series(1, ${groups}) g;
  insert into conversation_member (account_id, conversation_id, contact_id, role, joined_at, created_at, updated_at)
    select 1, g, ${groups} + (g - 1) * ${MEMBERS} + m, 'member', now(), now(), now()
      from generate_series(1, ${groups}) g, generate_series(1, ${MEMBERS}) m;
  insert into conversation_counter (account_id, inbox_id, lifecycle, status, assignee_id, count)
    values (1, 1, 'live', 'open', 0, ${groups});
  insert into conversation_total (account_id, inbox_id, lifecycle, status, count, unassigned)
    values (1, 1, 'live', 'open', ${groups}, ${groups});
  insert into message (account_id, id, conversation_id, inbox_id, number, kind, direction, content, sender_type, sender_id,
                       sender_name, history_number, created_at, updated_at)
    select 1, (g - 1) * ${PER_GROUP} + n, g, 1, n, 'message', 'in',
           'Your parcel is on its way and arrives tomorrow before noon.', 'contact', ${groups} + (g - 1) * ${MEMBERS} + 1,
           'u' || g || '-1', n, now(), now()
      from generate_series(1, ${groups}) g, generate_series(1, ${PER_GROUP}) n;
  insert into wukongim_payload (account_id, message_id, conversation_id, from_uid, client_msg_no, payload, red_dot)
    select 1, (g - 1) * ${PER_GROUP} + n, g, 'u' || g || '-1', 'old-' || n, decode('${PAYLOAD}', 'base64'), true
      from generate_series(1, ${groups}) g, generate_series(1, ${PER_GROUP}) n;
  update account_counter set last_display_id = ${groups} where account_id = 1;
  select setval(pg_get_serial_sequence('message', 'id'), ${groups * PER_GROUP});
  select setval(pg_get_serial_sequence('contact', 'id'), ${groups * (MEMBERS + 1)});
  select setval(pg_get_serial_sequence('contact_inbox', 'id'), ${groups * (MEMBERS + 1)});
  select setval(pg_get_serial_sequence('conversation', 'id'), ${groups});
  analyze;`;

/** The sequence of the baseline's events. */
export const BARE_SEQUENCE = "create sequence bare_seq start 100000000";

/**
 * The product's writes in one statement: the message, its payload, its conversation, and the event with its whole body.
 * $1 group, $2 writer, $3 client number, $4 payload in base64. It parses, authorizes, checks and stamps nothing.
 */
export const BARE_SEND = `
  with place as (
    update conversation set last_number = last_number + 1, last_history_number = last_history_number + 1,
           last_activity_at = now(), updated_at = now(), unread_count = unread_count + 1
     where account_id = 1 and id = $1 returning *
  ), written as (
    insert into message (account_id, conversation_id, inbox_id, number, kind, direction, content, sender_type, sender_name,
                         client_id, history_number, created_at, updated_at)
    select 1, $1, 1, p.last_number, 'message', 'in', convert_from(decode($4, 'base64'), 'UTF8')::json->>'content', 'contact',
           $2, $3, p.last_history_number, now(), now()
      from place p returning *
  ), kept as (
    insert into wukongim_payload (account_id, message_id, conversation_id, from_uid, client_msg_no, payload, red_dot)
    select 1, w.id, $1, $2, $3, decode($4, 'base64'), true from written w
  ), logged as (
    insert into event (account_id, seq, id, type, operation_id, resource_type, resource_id, resource_version,
                       conversation_id, inbox_id, occurred_at, stamped_at, hash, body)
    select 1, nextval('bare_seq'), gen_random_uuid(), 'message.created', gen_random_uuid(), 'message', w.id, 1, $1, 1, now(),
           now(), '', json_build_object('data', to_json(w), 'conversation', to_json(p), 'contact', to_json(t))
      from written w, place p join contact t on t.account_id = 1 and t.id = p.contact_id
  )
  select id, number from written`;

/** A page of a group's history, newest first in the answer's order. $1 group, $2 the first number, $3 how many. */
export const BARE_SYNC = `
  select m.id, m.history_number as seq, m.sender_name as sender, m.created_at as at, encode(p.payload, 'base64') as payload
    from message m join wukongim_payload p on p.account_id = m.account_id and p.message_id = m.id
   where m.account_id = 1 and m.conversation_id = $1 and m.history_number >= $2
   order by m.history_number limit $3`;

/** What was written: messages with a history number, payloads, and events about messages. */
export const WRITTEN = `
  select (select count(*)::int from message where history_number is not null) as messages,
         (select count(*)::int from wukongim_payload) as payloads,
         (select count(*)::int from event where type = 'message.created') as events,
         (select count(*)::int from outbox) as waiting`;
export type Written = { messages: number; payloads: number; events: number; waiting: number };
