-- An agent's message may be withdrawn until send_after; then its tick is null and its content gone.
alter table message
  add column send_after timestamptz(3),
  add column withdrawn_at timestamptz(3);

-- Messages that have not left yet, with what withdrawing them puts back.
create table message_hold (
  account_id bigint not null,
  message_id bigint not null,
  conversation_id bigint not null,
  send_after timestamptz(3) not null,
  -- The operation that sent it: with it the conversation may have been resolved.
  operation_id uuid not null,
  -- Since when the customer waited before it.
  waiting_since timestamptz(3),
  primary key (account_id, message_id)
);
create index message_hold_due on message_hold (send_after, message_id);
create index message_hold_conversation on message_hold (account_id, conversation_id);

-- How long a member's own messages may be withdrawn; 0 = they leave at once.
alter table app_user add column undo_send_seconds integer not null default 8
  check (undo_send_seconds between 0 and 60);
