import type { Caller } from "@/server/contract/_shared/caller";
import { readCounters } from "@/server/queries/conversations/read-counters";
import type { Database, Db } from "@/server/store/_postgres/db";

/** How many conversations each account has, the largest first: Zipf, the second half as large as the first, … */
export function zipf(conversations: number, accounts: number): number[] {
  const weights = Array.from({ length: accounts }, (_, i) => 1 / (i + 1));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => Math.round((conversations * weight) / sum));
}

/** Of every account: inboxes, the first ones busier, and agents; both have ids from account × 100 + 1. */
export const INBOXES = 10;
export const AGENTS = 12;
/** Conversations of each account's busiest contact, whose id is that of the account's first conversation. */
export const BUSY_CONTACT = 60;
/** Messages in the first and the second conversation of account 1; every other has one. */
export const THREADS = { short: 50, long: 50_000 };

/** The administrator of an account, its first agent, or an agent who sees only these inboxes (1, 2, …). */
export const callerOf = (accountId: number, inboxes?: readonly number[]): Caller => ({
  accountId,
  actor: { type: "user", id: accountId * 100 + 1, name: "Ada" },
  role: inboxes ? "agent" : "administrator",
  inboxIds: inboxes ? inboxes.map((inbox) => accountId * 100 + inbox) : "all",
  userId: accountId * 100 + 1,
  tokenId: null,
  via: "ui",
});

/**
 * Fills an empty database with conversations, their contacts and messages, by SQL: accounts 1, 2, … of the sizes given.
 * The same numbers give the same rows. Indexes are made after the rows when there are many.
 */
export async function fill(db: Db, sizes: readonly number[], thread = THREADS): Promise<void> {
  const total = sizes.reduce((a, b) => a + b, 0);
  const indexes = total > 200_000 ? await dropIndexes(db) : [];
  await db.query("set session_replication_role = replica"); // labels are inserted whole, below
  await db.query("set synchronous_commit = off");
  const froms = sizes.map((_, i) => 1 + sizes.slice(0, i).reduce((a, b) => a + b, 0));
  const bounds = [sizes.map((_, i) => i + 1), froms, froms.map((from, i) => from + (sizes[i] ?? 0) - 1)];
  await db.query(ACCOUNTS, [sizes.length]);
  for (const statement of ROWS) await db.query(statement, bounds);
  await db.query(THREAD, [total, 1, thread.short]);
  await db.query(THREAD, [total + thread.short, 2, thread.long]);
  await db.query(
    `update conversation c set last_number = m.number, last_message_id = m.id
       from (select conversation_id, max(number) as number, max(id) as id from message
              where conversation_id in (1, 2) group by 1) m where c.id = m.conversation_id`,
  );
  for (const statement of DERIVED) await db.query(statement);
  for (const index of indexes) await db.query(index);
  await db.query("set session_replication_role = origin");
  for (const table of [
    "conversation",
    "conversation_label",
    "conversation_mention",
    "contact",
    "message",
    "inbox",
    "conversation_counter",
    "conversation_total",
  ])
    await db.query(`vacuum analyze ${table}`);
}

async function dropIndexes(db: Db): Promise<string[]> {
  const found = await db.query<{ name: string; definition: string }>(
    `select i.relname as name, pg_get_indexdef(i.oid) as definition
       from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
      where t.relname in ('conversation', 'conversation_label', 'conversation_mention', 'contact', 'message') and not x.indisprimary`,
  );
  for (const { name } of found) await db.query(`drop index ${name}`);
  return found.map(({ definition }) => definition);
}

const ACCOUNTS = `
  with a as (select generate_series(1, $1) as id),
  accounts as (insert into account (id, name, created_at, updated_at) select id, 'Account ' || id, now(), now() from a),
  heads as (insert into account_head (account_id, epoch) select id, (select epoch from relay_state) from a),
  numbers as (insert into account_counter (account_id) select id from a)
  insert into inbox (account_id, id, name, channel, identifier, messages_start_as, bot_enabled, bot_takes_reopened,
                     start_as_pending, caller_status_wins, on_message_after_resolve, created_at, updated_at)
  select a.id, a.id * 100 + k, 'Inbox ' || k, 'api', 'bench-' || a.id || '-' || k, 'pending', false, false, false, true,
         'reopen', now(), now()
    from a, generate_series(1, ${INBOXES}) k`;

/** A number from 0 to below 1, from n and a purpose. */
const chance = (n: string, of: number) => `((hashint8extended(${n}, ${of}) & 1048575)::float8 / 1048576)`;
const EACH = `unnest($1::bigint[], $2::bigint[], $3::bigint[]) as a (account_id, first, last), generate_series(a.first, a.last) n`;
const INBOX_ID = `a.account_id * 100 + 1 + floor(${INBOXES} * ${chance("n", 1)} ^ 2)`;
const CONTACT_ID = `case when n - a.first < ${BUSY_CONTACT} then a.first else a.first + (n - a.first) / 3 end`;
const AT = `date_trunc('milliseconds', timestamptz '2026-11-20Z' - ${chance("n", 2)} * interval '300 days')`;

const ROWS = [
  `insert into contact (account_id, id, name, email, phone, created_at, updated_at)
   select a.account_id, n, 'Customer ' || md5(n::text), 'c' || n || '@example.test', '+49' || n, ${AT}, ${AT} from ${EACH}`,
  `insert into message (account_id, id, conversation_id, inbox_id, number, kind, direction, content, sender_type,
                        sender_id, sender_name, created_at, updated_at)
   select a.account_id, n, n, ${INBOX_ID}, 1, 'message', 'in',
          'Where is my parcel ' || n || '? It should have been here by now.', 'contact', n, 'Customer ' || n, ${AT}, ${AT}
     from ${EACH}`,
  `insert into conversation (account_id, id, display_id, inbox_id, contact_id, contact_inbox_id, status, lifecycle, cause,
                             status_changed_at, assignee_id, labels, priority, team_id, last_number, last_message_id, last_activity_at,
                             waiting_since, unread_count, created_at, updated_at, mentioned_ids)
   select a.account_id, n, n - a.first + 1, ${INBOX_ID}, ${CONTACT_ID}, n,
          case when s.c < 0.1 then 'open' when s.c < 0.15 then 'pending' when s.c < 0.2 then 'snoozed' else 'resolved' end,
          case when ${chance("n", 4)} < 0.02 then 'trashed' else 'live' end, '{"rule":"default_open"}', ${AT},
          case when ${chance("n", 5)} < 0.7 then a.account_id * 100 + 1 + floor(${AGENTS} * ${chance("n", 6)}) end,
          array_remove(array[case when ${chance("n", 7)} < 0.2 then 'billing' end,
                             case when ${chance("n", 8)} < 0.01 then 'vip' end,
                             case when ${chance("n", 9)} < 0.0005 then 'rare' end], null),
          case when ${chance("n", 11)} < 0.1 then 'high' when ${chance("n", 11)} < 0.103 then 'urgent' end,
          case when ${chance("n", 12)} < 0.3 then a.account_id * 100 + 1 + floor(4 * ${chance("n", 13)} ^ 3) end,
          1, n, ${AT}, case when ${chance("n", 10)} < 0.3 then ${AT} end, 1, ${AT}, ${AT},
          case when ${chance("n", 14)} < 0.2
               then jsonb_build_array(a.account_id * 100 + 1 + floor(${AGENTS} * ${chance("n", 15)})::bigint) else '[]' end
     from ${EACH}, lateral (select ${chance("n", 3)} as c) s`,
];

/** $1 = the greatest id in use, $2 = a conversation with its first message, $3 = messages that it shall have. */
const THREAD = `
  insert into message (account_id, id, conversation_id, inbox_id, number, kind, direction, content, sender_type, sender_id,
                       sender_name, status, attempt, created_at, updated_at)
  select 1, $1::bigint + k, $2, c.inbox_id, k, 'message', case when k % 2 = 0 then 'out' else 'in' end, 'Line ' || k,
         case when k % 2 = 0 then 'user' else 'contact' end, 1, 'Somebody', case when k % 2 = 0 then 'sent' end, k % 2,
         c.created_at, c.created_at
    from conversation c, generate_series(2, $3::int) k where c.id = $2`;

/** What commands and the trigger would have maintained. */
const DERIVED = [
  `insert into conversation_label
   select c.account_id, c.id, l.label, c.inbox_id, c.lifecycle, c.status, c.assignee_id, c.last_activity_at
     from conversation c, unnest(c.labels) as l (label)`,
  `insert into conversation_mention
   select c.account_id, c.id, m.user_id::bigint, c.inbox_id, c.lifecycle, c.status, c.last_activity_at
     from conversation c, jsonb_array_elements_text(c.mentioned_ids) as m (user_id)`,
  `insert into conversation_total
   select account_id, inbox_id, lifecycle, status, count(*), count(*) filter (where assignee_id is null)
     from conversation group by 1, 2, 3, 4`,
  `insert into conversation_counter
   select account_id, inbox_id, lifecycle, status, coalesce(assignee_id, 0), count(*) from conversation group by 1, 2, 3, 4, 5`,
];

/** What differs between account 1's counters and a count of the rows. */
export async function checkCounters(database: Database): Promise<string[]> {
  const { byStatus } = await readCounters(database, callerOf(1));
  const rows = await database.query<{ status: keyof typeof byStatus; count: number; unassigned: number }>(
    `select status, count(*) as count, count(*) filter (where assignee_id is null) as unassigned
       from conversation where account_id = 1 and lifecycle = 'live' group by 1`,
  );
  return rows
    .filter(
      ({ status, count, unassigned }) =>
        byStatus[status].all !== count || byStatus[status].unassigned !== unassigned,
    )
    .map(({ status }) => `the counters of ${status} are not a recount's`);
}
