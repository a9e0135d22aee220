-- Files and the quote of scheduled messages (docs/decisions/0103). The row has a copy of what is shown of its files, in their order.
alter table scheduled_message add column files jsonb not null default '[]';
alter table scheduled_message add column in_reply_to_id bigint;
create table scheduled_message_file (
  account_id bigint not null,
  file_id bigint not null,
  scheduled_message_id bigint not null,
  conversation_id bigint not null,
  primary key (account_id, file_id)
);
create index scheduled_message_file_conversation on scheduled_message_file (account_id, conversation_id);
alter table scheduled_message_file enable row level security;
create policy account on scheduled_message_file using (account_id = current_account());
