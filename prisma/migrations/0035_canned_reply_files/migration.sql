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
