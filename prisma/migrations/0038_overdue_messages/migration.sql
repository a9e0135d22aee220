-- A message that was sent and is not delivered in the time that its inbox allows. Constant default: no row is written.
alter table message add column is_overdue boolean not null default false;

-- Messages that may become overdue, and those that are. Both indexes are built with one scan of the table each; no row is
-- overdue yet.
drop index message_sent;
create index message_sent on message (account_id, inbox_id, created_at)
  where status = 'sent' and not is_overdue and deleted_at is null;
create index message_overdue on message (account_id, id desc) where is_overdue and deleted_at is null;
create index message_overdue_of_inbox on message (account_id, inbox_id, id desc) where is_overdue and deleted_at is null;

alter table inbox
  -- After how many hours a message that was sent should be delivered; 0 = it is not watched.
  add column overdue_after_hours integer not null default 24,
  -- Messages from then on become overdue. Existing inboxes begin with the upgrade: their history is no news.
  add column overdue_from timestamptz(3) not null default now(),
  -- How many overdue messages of a day open an alert; 0 = none does.
  add column alert_overdue_messages integer not null default 10,
  -- How many of the last 50 attempts, and what share of those of ten minutes (%), may fail before an alert; 0 = any.
  add column alert_failed_attempts integer not null default 20,
  add column alert_failed_percent integer not null default 50;

alter table alert drop constraint alert_kind_check;
alter table alert add constraint alert_kind_check
  check (kind in ('stuck_messages', 'callback_down', 'settings_drifted', 'endpoint_disabled', 'bulk_timed_out',
                  'nobody_takes_replies', 'messages_overdue', 'no_delivery_reports', 'messages_failing'));
