-- Edits and deletions of sent messages that a channel's own sender takes to the customer (docs/decisions/0124). A message has one
-- row: that of the change which was requested last.
create table message_change (
  account_id bigint not null,
  message_id bigint not null,
  -- That carried the message: calls of one inbox take no other's room.
  inbox_id bigint not null,
  kind text not null check (kind in ('edit', 'delete')),
  -- Each change that is requested has a higher one: the end of an earlier change's call ends no later one.
  version integer not null default 1,
  -- calling: a process has claimed it and may have called the provider. dropped: the customer never had the message, or it was restored.
  state text not null default 'waiting' check (state in ('waiting', 'calling', 'done', 'failed', 'dropped')),
  tries integer not null default 0,
  -- The provider may have done it.
  is_doubtful boolean not null default false,
  -- A deletion took the place of an edit that was not done.
  replaced_edit boolean not null default false,
  -- While it is calling: when the lease ends.
  due_at timestamptz(3) not null,
  -- Before that, nobody is called: a deletion can be undone.
  starts_at timestamptz(3) not null,
  requested_at timestamptz(3) not null,
  settled_at timestamptz(3),
  error text,
  primary key (account_id, message_id),
  check ((settled_at is null) = (state in ('waiting', 'calling')))
);
create index message_change_due on message_change (account_id, inbox_id, due_at) where settled_at is null;
alter table message_change enable row level security;
create policy account on message_change using (account_id = current_account());
