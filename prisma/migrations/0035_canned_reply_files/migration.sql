-- Files of canned replies (docs/decisions/0070). The reply's row has a copy of what is shown of them, in this order.
alter table canned_reply add column files jsonb not null default '[]';
create table canned_reply_file (
  account_id bigint not null,
  canned_reply_id bigint not null,
  -- Its place on the reply, from 1.
  number integer not null,
  file_id bigint not null,
  primary key (account_id, canned_reply_id, number)
);
create unique index canned_reply_file_file on canned_reply_file (account_id, file_id);
alter table canned_reply_file enable row level security;
create policy account on canned_reply_file using (account_id = current_account());

-- Several files may have the same bytes: a use of a reply's file is a file of its own. They are removed with the last one.
create index file_key on file (key);
create index file_preview_key on file (preview_key) where preview_key is not null;

-- How often canned replies were sent, and when last: counted by a job, without an event and without a new version.
alter table canned_reply add column uses integer not null default 0;
alter table canned_reply add column last_used_at timestamptz(3);
-- Uses that are not counted yet. Only inserted by those who send, so that they never wait for each other.
create table canned_reply_use (
  account_id bigint not null,
  message_id bigint not null,
  canned_reply_id bigint not null,
  -- When the message leaves: until then it may be withdrawn, and its use with it.
  due_at timestamptz(3) not null,
  primary key (account_id, message_id, canned_reply_id)
);
create index canned_reply_use_due on canned_reply_use (due_at);
alter table canned_reply_use enable row level security;
create policy account on canned_reply_use using (account_id = current_account());
