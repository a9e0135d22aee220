/** WuKongIM's side: groups of ten in an inbox of their own, as data, requests and bare statements. */
import { OUTBOX } from "./bare-statements";
import type { Operation, OperationRequest } from "./operation";

const INBOX = 2;
const MEMBERS = 10;
/** Messages of each group, and how many of them nobody has read. */
const PER_GROUP = 100;
const UNREAD = 50;
/** Groups that a user is in. */
const GROUPS_OF_USER = 20;
/** Messages of a page, and of each conversation in a list. */
const PAGE = 50;
const RECENT = 5;
/** Ids of contacts, conversations and messages come after it. */
const BASE = 10_000_000;
/** Numbers of conversations that neither the product nor the baseline draws. */
const DISPLAY_BASE = 5_000_000;

const groupsOf = (messages: number) => messages / PER_GROUP;
const usersOf = (messages: number) => (groupsOf(messages) * MEMBERS) / GROUPS_OF_USER;
/** Steps through groups and users in a seemingly random order; primes. */
const STEPS = { group: 7_919, user: 41, ofGroup: 7 };
const memberOf = (group: number, nth: number, messages: number): number =>
  ((group * STEPS.ofGroup + nth * STEPS.user) % usersOf(messages)) + 1;

const PAYLOAD = Buffer.from(
  JSON.stringify({ type: 1, content: "Your parcel is on its way and arrives tomorrow before noon." }),
).toString("base64");

/** An inbox of WuKongIM in account 1 with as many messages as the other one has. A group's contact and conversation have one id. */
export const groupData = (messages: number): string => `
  set synchronous_commit = off;
  set session_replication_role = replica; -- nothing of this is to be searched for
  insert into inbox (account_id, id, name, channel, identifier, messages_start_as, bot_enabled, bot_takes_reopened,
                     start_as_pending, caller_status_wins, on_message_after_resolve, created_at, updated_at)
    values (1, ${INBOX}, 'Groups', 'wukongim', 'groups', 'sent', false, false, false, true, 'reopen', now(), now());
  insert into contact (account_id, id, name, is_group, created_at, updated_at)
    select 1, ${BASE} + g, 'Group ' || g, true, now(), now() from generate_series(1, ${groupsOf(messages)}) g;
  insert into contact (account_id, id, name, created_at, updated_at)
    select 1, ${2 * BASE} + u, 'User ' || u, now(), now() from generate_series(1, ${usersOf(messages)}) u;
  insert into contact_inbox (account_id, id, contact_id, inbox_id, source_id, created_at)
    select 1, id, id, ${INBOX}, case when is_group then '2:g' || id - ${BASE} else 'u' || id - ${2 * BASE} end, now()
      from contact where account_id = 1 and id > ${BASE};
  insert into conversation (account_id, id, display_id, inbox_id, contact_id, contact_inbox_id, status, cause,
                            status_changed_at, last_number, last_history_number, last_message_id, last_activity_at,
                            created_at, updated_at)
    select 1, ${BASE} + g, ${DISPLAY_BASE} + g, ${INBOX}, ${BASE} + g, ${BASE} + g, 'open', '{"rule":"default_open"}', now(),
           ${PER_GROUP}, ${PER_GROUP}, ${BASE} + g * ${PER_GROUP}, now(), now(), now()
      from generate_series(1, ${groupsOf(messages)}) g;
  insert into conversation_counter (account_id, inbox_id, lifecycle, status, assignee_id, count)
    values (1, ${INBOX}, 'live', 'open', 0, ${groupsOf(messages)});
  insert into conversation_total (account_id, inbox_id, lifecycle, status, count, unassigned)
    values (1, ${INBOX}, 'live', 'open', ${groupsOf(messages)}, ${groupsOf(messages)});
  insert into conversation_member (account_id, conversation_id, contact_id, role, joined_at, read_number, created_at, updated_at)
    select 1, ${BASE} + g, ${2 * BASE} + (g * ${STEPS.ofGroup} + m * ${STEPS.user}) % ${usersOf(messages)} + 1, 'member', now(),
           ${PER_GROUP - UNREAD}, now(), now()
      from generate_series(1, ${groupsOf(messages)}) g, generate_series(0, ${MEMBERS - 1}) m;
  insert into message (account_id, id, conversation_id, inbox_id, number, kind, direction, content, sender_type, sender_id,
                       sender_name, history_number, created_at, updated_at)
    select 1, ${BASE} + (g - 1) * ${PER_GROUP} + n, ${BASE} + g, ${INBOX}, n, 'message', 'in',
           'Your parcel is on its way and arrives tomorrow before noon.', 'contact',
           ${2 * BASE} + (g * ${STEPS.ofGroup} + n % ${MEMBERS} * ${STEPS.user}) % ${usersOf(messages)} + 1, 'User', n, now(), now()
      from generate_series(1, ${groupsOf(messages)}) g, generate_series(1, ${PER_GROUP}) n;
  insert into wukongim_payload (account_id, message_id, conversation_id, from_uid, client_msg_no, payload, red_dot)
    select 1, id, conversation_id, 'u' || sender_id - ${2 * BASE}, 'old-' || id, decode('${PAYLOAD}', 'base64'), true
      from message where account_id = 1 and inbox_id = ${INBOX};
  select setval(pg_get_serial_sequence(name, 'id'), ${3 * BASE})
    from unnest(array['inbox', 'contact', 'contact_inbox', 'conversation', 'message']) name;
  analyze`;

/** $1 group, $2 user, $3 client number, $4 payload in base64: the message with its payload, and the event. */
const BARE_SEND = `
  with c as (
    update conversation set last_number = last_number + 1, last_history_number = last_history_number + 1,
                            last_message_id = nextval('message_id_seq'), waiting_since = coalesce(waiting_since, now()),
                            incoming_count = incoming_count + 1, unread_count = unread_count + 1,
                            last_activity_at = now(), updated_at = now()
     where account_id = 1 and id = ${BASE} + $1 returning *
  ), m as (
    insert into message (account_id, id, conversation_id, inbox_id, number, kind, direction, content, sender_type, sender_id,
                         sender_name, client_id, history_number, created_at, updated_at)
    select 1, last_message_id, id, inbox_id, last_number, 'message', 'in', convert_from(decode($4, 'base64'), 'UTF8')::json->>'content',
           'contact', ${2 * BASE} + $2, 'User', $3, last_history_number, now(), now() from c returning *
  ), p as (
    insert into wukongim_payload (account_id, message_id, conversation_id, from_uid, client_msg_no, payload, red_dot)
    select 1, id, conversation_id, 'u' || $2::int, $3, decode($4, 'base64'), true from m
  ), told as (${OUTBOX("message.created", "message", "m")} from m, c join contact t on t.account_id = 1 and t.id = c.contact_id)
  select json_build_object('message_id', id) as answer from m`;

/** $1 group, $2 the first number: a page of its history. */
const BARE_HISTORY = `
  select json_agg(json_build_object('id', m.id, 'seq', m.history_number, 'from', p.from_uid, 'at', m.created_at,
                                    'payload', encode(p.payload, 'base64')) order by m.history_number) as answer
    from (select * from message where account_id = 1 and conversation_id = ${BASE} + $1 and history_number >= $2
           order by history_number limit ${PAGE}) m
    join wukongim_payload p on p.account_id = 1 and p.message_id = m.id`;

/** $1 user: their groups with the newest messages of each. */
const BARE_CONVERSATIONS = `
  select json_agg(json_build_object('conversation', c.id, 'unread', c.last_history_number - p.read_number, 'recents', r.recents)
                  order by c.last_activity_at desc, c.id desc) as answer
    from conversation_member p
    join conversation c on c.account_id = 1 and c.id = p.conversation_id
   cross join lateral (
     select json_agg(json_build_object('id', m.id, 'seq', m.history_number, 'from', k.from_uid, 'at', m.created_at,
                                       'payload', encode(k.payload, 'base64')) order by m.history_number desc) as recents
       from (select * from message where account_id = 1 and conversation_id = c.id and history_number is not null
              order by history_number desc limit ${RECENT}) m
       join wukongim_payload k on k.account_id = 1 and k.message_id = m.id) r
   where p.account_id = 1 and p.contact_id = ${2 * BASE} + $1 and p.left_at is null`;

const groupOf = (n: number, messages: number): number => ((n * STEPS.group) % groupsOf(messages)) + 1;

/** `round`: makes the numbers of its messages its own. */
const sendIn =
  (round: string) =>
  (n: number, messages: number): OperationRequest => {
    const group = groupOf(n, messages);
    const user = memberOf(group, n % MEMBERS, messages);
    const body = {
      header: { no_persist: 0, red_dot: 1, sync_once: 0 },
      from_uid: `u${user}`,
      channel_id: `g${group}`,
      channel_type: 2,
      client_msg_no: `${round}-${n}`,
      payload: PAYLOAD,
    };
    const values = [group, user, `${round}-${n}`, PAYLOAD];
    return { method: "POST", path: "/wukongim/message/send", body, values };
  };

function readHistory(n: number, messages: number): OperationRequest {
  const [group, from] = [groupOf(n, messages), ((n * STEPS.user) % (PER_GROUP - PAGE)) + 1];
  const body = {
    login_uid: `u${memberOf(group, 0, messages)}`,
    channel_id: `g${group}`,
    channel_type: 2,
    start_message_seq: from,
    end_message_seq: 0,
    limit: PAGE,
    pull_mode: 1,
  };
  return { method: "POST", path: "/wukongim/channel/messagesync", body, values: [group, from] };
}

function readConversations(n: number, messages: number): OperationRequest {
  const user = ((n * STEPS.group) % usersOf(messages)) + 1;
  const body = { uid: `u${user}`, version: 0, msg_count: RECENT };
  return { method: "POST", path: "/wukongim/conversation/sync", body, values: [user] };
}

/** Sends and reads of WuKongIM's clients. */
export const GROUP_OPERATIONS = {
  "wukongim-send": { door: "wukongim", statement: BARE_SEND, messages: 1, request: sendIn("few") },
  "wukongim-send-c64": {
    door: "wukongim",
    statement: BARE_SEND,
    messages: 1,
    request: sendIn("many"),
    connections: 64,
  },
  "wukongim-history": { door: "wukongim", statement: BARE_HISTORY, messages: 0, request: readHistory },
  "wukongim-conversations": {
    door: "wukongim",
    statement: BARE_CONVERSATIONS,
    messages: 0,
    request: readConversations,
  },
} satisfies Record<string, Operation>;
