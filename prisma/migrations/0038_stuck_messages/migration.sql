-- A message about which nobody reports is told to be stuck after so many minutes; 0 = never.
alter table inbox add column stuck_after_minutes integer not null default 10
  check (stuck_after_minutes between 0 and 10080);
-- Inboxes that are there already keep their history as it is until somebody says how long theirs may wait.
update inbox set stuck_after_minutes = 0;

-- Those that may become stuck, the oldest of an inbox first.
create index message_waiting on message (account_id, inbox_id, created_at)
  where status = 'pending' and not is_unconfirmed and deleted_at is null;
-- Whether an inbox has any that is.
create index message_unconfirmed on message (account_id, inbox_id) where is_unconfirmed and deleted_at is null;
