-- Failures that come back by themselves (docs/decisions/0077).
alter table inbox
  -- Inboxes with a program begin with it: a program that refused a message is asked again. In the other ones a program may
  -- have retries of its own and does not expect to be asked, so there it is switched on by hand.
  add column auto_retry boolean not null default true,
  add column auto_retry_limit integer not null default 4
    constraint inbox_auto_retry_limit check (auto_retry_limit between 1 and 10),
  add column auto_retry_hours integer not null default 6
    constraint inbox_auto_retry_hours check (auto_retry_hours between 1 and 24),
  -- The errors that are temporary; none: Tickline's list, as it is in each release.
  add column auto_retry_errors text[] not null default '{}',
  -- Its program can be asked whether it got a message.
  add column callback_answers_lookups boolean not null default false;
update inbox set auto_retry = callback_url is not null;

-- When the next attempt of a failed message begins by itself; null: not by itself. Messages that failed before have none.
alter table message add column retry_at timestamptz(3);
create index message_retry on message (account_id, inbox_id, retry_at) where retry_at is not null;
