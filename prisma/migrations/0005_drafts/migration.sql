-- What a member has written into a conversation and not sent: one text, theirs alone.
create table draft (
  account_id bigint not null,
  user_id bigint not null,
  conversation_id bigint not null,
  kind text not null check (kind in ('message', 'note')),
  content text not null,
  updated_at timestamptz(3) not null,
  primary key (account_id, user_id, conversation_id)
);
