import type { Db } from "@/server/store/_postgres/db";

/** Rules of the tables: each query finds the rows that break its rule. */
const BROKEN: Readonly<Record<string, string>> = {
  "numbers of a conversation are dense from 1, and the conversation has the last": `
    select c.id from conversation c left join message m on m.account_id = c.account_id and m.conversation_id = c.id
     where c.lifecycle <> 'purged' group by c.account_id, c.id, c.last_number
    having count(m.id) <> c.last_number or coalesce(max(m.number), 0) <> c.last_number`,
  "the last message is the newest message or note that was neither deleted nor withdrawn, else the newest": `
    select c.id from conversation c
     where c.last_message_id is distinct from
       (select m.id from message m where m.account_id = c.account_id and m.conversation_id = c.id
           and m.kind not in ('activity', 'system')
         order by m.deleted_at is null and m.withdrawn_at is null desc, m.number desc limit 1)`,
  "unread counts customer messages after the last one seen by the assignee, or by any agent without one": `
    select c.id from conversation c
     where c.unread_count <>
       (select count(*) from message m
         where m.account_id = c.account_id and m.conversation_id = c.id and m.kind = 'message' and m.direction = 'in'
           and m.counts_unread and m.number > case when c.assignee_id is null then c.agent_seen_number
             else coalesce((select s.number from conversation_seen s where s.account_id = c.account_id
                             and s.conversation_id = c.id and s.user_id = c.assignee_id), 0) end)`,
  "the totals count the customer's messages, in all and before the last public answer": `
    select c.id from conversation c left join message m on m.account_id = c.account_id and m.conversation_id = c.id
        and m.kind = 'message' and m.direction = 'in' and m.counts_unread
     where c.lifecycle <> 'purged' group by c.account_id, c.id
    having count(m.id) <> c.incoming_count or c.answered_count not between 0 and c.incoming_count`,
  "history numbers of a conversation are dense from 1, and the conversation has the last": `
    select c.id from conversation c
      left join message m on m.account_id = c.account_id and m.conversation_id = c.id and m.history_number is not null
     where c.lifecycle <> 'purged' group by c.account_id, c.id, c.last_history_number
    having count(m.id) <> coalesce(c.last_history_number, 0)
        or coalesce(max(m.history_number), 0) <> coalesce(c.last_history_number, 0)`,
  "of a history, exactly what customers see has a number: no note, nothing withdrawn or within its undo window": `
    select m.id from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
     where c.last_history_number is not null and (m.history_number is not null)
        <> (m.kind in ('message', 'system') and m.withdrawn_at is null and not exists (
              select 1 from message_hold h where h.account_id = m.account_id and h.message_id = m.id))`,
  "members have not read more than there is, and what they read was delivered": `
    select p.id from conversation_member p join conversation c on c.account_id = p.account_id and c.id = p.conversation_id
     where p.read_number > p.delivered_number or p.delivered_number > coalesce(c.last_history_number, 0)`,
  "transitions are a chain from nothing to the status, and the last one's cause is the conversation's": `
    select c.id from conversation c cross join lateral
       (select t.*, lag(t.to_status) over (order by t.id) as before, row_number() over (order by t.id desc) as age
          from transition t where t.account_id = c.account_id and t.conversation_id = c.id) as t
     where t.from_status is distinct from t.before
        or (t.age = 1 and (t.to_status <> c.status or t.cause <> c.cause or t.at <> c.status_changed_at))`,
  "every transition but the first has its activity line": `
    select c.id from conversation c
     where c.lifecycle <> 'purged' and (select count(*) from message m where m.account_id = c.account_id and m.conversation_id = c.id
               and m.kind = 'activity' and m.activity->'lifecycle' is null and m.activity->'inbox' is null) + 1
        <> (select count(*) from transition t where t.account_id = c.account_id and t.conversation_id = c.id)`,
  // A message sent in the same millisecond after the contact's read is unread.
  "an outgoing message sent before the contact last read is read": `
    select m.id from message m join conversation c on c.account_id = m.account_id and c.id = m.conversation_id
     where m.status in ('sent', 'delivered')
       and (m.left_at < c.contact_seen_at or (m.left_at = c.contact_seen_at and not m.is_left_assumed))`,
  "a message has its last attempt, and every outgoing one has an attempt": `
    select m.id from message m left join lateral
       (select a.number, a.source_id from message_attempt a where a.account_id = m.account_id and a.message_id = m.id
         order by a.number desc limit 1) as a on true
     where (m.status is null) <> (a.number is null) or (m.status is not null and m.attempt <> a.number)
        or (m.status is not null and m.source_id is distinct from a.source_id)`,
  "outgoing public messages have a tick unless they were withdrawn, and no other message has": `
    select id from message
     where (status is not null) <> (kind = 'message' and direction = 'out' and withdrawn_at is null)`,
  "a message within its undo window is not sent, and a withdrawn one has no undo window": `
    select h.message_id from message_hold h join message m on m.account_id = h.account_id and m.id = h.message_id
     where m.withdrawn_at is not null or m.send_after is distinct from h.send_after`,
  "a message's source id has no parked receipts": `
    select p.id from parked_receipt p join message_attempt a on a.account_id = p.account_id
       and a.inbox_id = p.inbox_id and a.source_id = p.source_id`,
  "a queue of command messages has its newest number, and acknowledged ones come first": `
    select q.contact_id from command_queue q left join command_recipient r
        on r.account_id = q.account_id and r.contact_id = q.contact_id
     group by q.account_id, q.contact_id, q.last_number
    having max(r.number) > q.last_number
        or max(r.number) filter (where r.acknowledged_at is not null) > min(r.number) filter (where r.acknowledged_at is null)`,
  "every recipient of a command message has a queue": `
    select r.command_id from command_recipient r left join command_queue q
        on q.account_id = r.account_id and q.contact_id = r.contact_id where q.contact_id is null`,
  // A transaction that draws one and is rolled back, or killed, leaves a gap.
  "the display ids of an account are among those drawn": `
    select c.account_id from conversation c left join account_counter k on k.account_id = c.account_id
     group by c.account_id, k.last_display_id having max(c.display_id) > coalesce(k.last_display_id, 0)`,
  "a purged conversation has a tombstone, no dependent rows, and no text in the log": `
    select c.id from conversation c where c.lifecycle = 'purged' and (
      not exists (select 1 from tombstone t
         where t.account_id = c.account_id and t.type = 'conversation' and t.resource_id = c.id)
      or exists (select 1 from message m where m.account_id = c.account_id and m.conversation_id = c.id)
      or exists (select 1 from command_message m where m.account_id = c.account_id and m.conversation_id = c.id)
      or exists (select 1 from scheduled_message m where m.account_id = c.account_id and m.conversation_id = c.id)
      or exists (select 1 from transition t where t.account_id = c.account_id and t.conversation_id = c.id)
      or exists (select 1 from event e where e.account_id = c.account_id and e.conversation_id = c.id
            and e.resource_type in ('message', 'command_message', 'scheduled_message') and e.body->'data'->>'content' <> ''))`,
  "there is one tombstone for each purged conversation, numbered without gaps": `
    select t.account_id from tombstone t group by t.account_id
    having max(t.number) <> count(*) or count(*) filter (where t.type = 'conversation')
        <> (select count(*) from conversation c where c.account_id = t.account_id and c.lifecycle = 'purged')`,
  "a picture is an attached file that nothing else has": `
    select p.file_id from (
       select account_id, avatar_file_id as file_id from member where avatar_file_id is not null union all
       select id, logo_file_id from account where logo_file_id is not null) as p
      left join file f on f.account_id = p.account_id and f.id = p.file_id
      left join message_attachment a on a.account_id = p.account_id and a.file_id = p.file_id
     group by p.file_id
    having count(*) <> 1 or bool_or(f.id is null or f.unattached_since is not null or a.file_id is not null)`,
  "a file of a canned reply is attached to nothing else, and is on the reply's row": `
    select l.file_id from canned_reply_file l
      left join file f on f.account_id = l.account_id and f.id = l.file_id and f.unattached_since is null
      left join canned_reply r on r.account_id = l.account_id and r.id = l.canned_reply_id and r.deleted_at is null
       and (r.files->(l.number - 1)->>'id')::bigint = l.file_id
     where f.id is null or r.id is null
        or exists (select 1 from message_attachment a where a.account_id = l.account_id and a.file_id = l.file_id)`,
  "a file of a scheduled message is attached to nothing else, and is on the row of one that has not ended": `
    select l.file_id from scheduled_message_file l
      left join file f on f.account_id = l.account_id and f.id = l.file_id and f.unattached_since is null
      left join scheduled_message r on r.account_id = l.account_id and r.id = l.scheduled_message_id
       and r.state in ('waiting', 'not_sent') and r.conversation_id = l.conversation_id
       and r.files @> jsonb_build_array(jsonb_build_object('id', l.file_id))
     where f.id is null or r.id is null
        or exists (select 1 from message_attachment a where a.account_id = l.account_id and a.file_id = l.file_id)`,
  "an attached file is on a message, a scheduled one or a canned reply, is a picture, or of an archive": `
    select f.id from file f where f.unattached_since is null
       and not exists (select 1 from message_attachment a where a.account_id = f.account_id and a.file_id = f.id)
       and not exists (select 1 from canned_reply_file l where l.account_id = f.account_id and l.file_id = f.id)
       and not exists (select 1 from scheduled_message_file l where l.account_id = f.account_id and l.file_id = f.id)
       and not exists (select 1 from member m where m.account_id = f.account_id and m.avatar_file_id = f.id)
       and not exists (select 1 from account a where a.id = f.account_id and a.logo_file_id = f.id)
       and not exists (select 1 from archived_file l where l.account_id = f.account_id and l.file_id = f.id)
       and not exists (select 1 from archived_conversation r where r.account_id = f.account_id and r.file_id = f.id)`,
  "an archive is of a purged conversation, and its files are stored": `
    select r.id from archived_conversation r
      left join conversation c on c.account_id = r.account_id and c.id = r.conversation_id and c.lifecycle = 'purged'
     where c.id is null
        or exists (select 1 from (select r.file_id union select l.file_id from archived_file l
                                   where l.account_id = r.account_id and l.archive_id = r.id) as n
                    left join file f on f.account_id = r.account_id and f.id = n.file_id
                     and f.state = 'ready' and f.unattached_since is null where f.id is null)`,
  // The second version of a message: it is to be sent.
  "every applied change of a tick is in the timeline": `
    select m.id from message m where m.status is not null and m.version > 2 and m.deleted_at is null and m.edited_at is null
       and m.attachments is null and m.reactions is null and not m.content_attributes::jsonb ?| array['submitted_values', 'submitted_email']
       and not exists (select 1 from message_receipt r where r.account_id = m.account_id and r.message_id = m.id)
       and not exists (select 1 from message_change t where t.account_id = m.account_id and t.message_id = m.id)`,
};

/** The broken rules with the ids of the rows; {} if none. */
export async function findBroken(db: Db): Promise<Record<string, number[]>> {
  const broken: Record<string, number[]> = {};
  for (const [rule, query] of Object.entries(BROKEN)) {
    const rows = await db.query<Record<string, number>>(query);
    if (rows.length > 0) broken[rule] = rows.flatMap((row) => Object.values(row));
  }
  return broken;
}

/** Counts every committed change of a status column by triggers. */
export async function watchStatuses(db: Db): Promise<void> {
  await db.query(`create table status_audit (kind text, account_id bigint, resource_id bigint, tx xid8)`);
  await db.query(`
    create function audit_status() returns trigger language plpgsql security definer as $$
    begin
      insert into status_audit values (tg_table_name, new.account_id, new.id, pg_current_xact_id());
      return null;
    end $$`);
  for (const table of ["conversation", "message"])
    await db.query(`
      create trigger audit_status after update on ${table} for each row
        when (old.status is distinct from new.status) execute function audit_status()`);
}

type StatusCount = { kind: string; resourceId: number; count: number };

/** Changes of status columns per resource. */
export const countStatusChanges = (db: Db): Promise<StatusCount[]> =>
  db.query<StatusCount>(
    `select kind, resource_id as "resourceId", count(*) as count from status_audit group by 1, 2 order by 1, 2`,
  );

/** Events of status changes per resource, in the log and in the outbox. */
export const countStatusEvents = (db: Db): Promise<StatusCount[]> =>
  db.query<StatusCount>(
    `select resource_type as kind, resource_id as "resourceId", count(*) as count
       from (select type, resource_type, resource_id from event
             union all select type, resource_type, resource_id from outbox) as events
      where type in ('conversation.status_changed', 'message.status_changed', 'message.withdrawn') group by 1, 2 order by 1, 2`,
  );
