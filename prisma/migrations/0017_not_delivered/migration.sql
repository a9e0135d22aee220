-- Outgoing messages in trouble: failed, or nobody knows whether they were sent. Few, whatever the size of the table.
create index message_trouble on message (account_id, inbox_id, id desc)
  where (status = 'failed' or is_unconfirmed) and deleted_at is null;
create index message_trouble_id on message (account_id, id)
  where (status = 'failed' or is_unconfirmed) and deleted_at is null;
create index message_trouble_of_conversation on message (account_id, conversation_id)
  where (status = 'failed' or is_unconfirmed) and deleted_at is null;

alter table notification drop constraint notification_kind_check;
alter table notification add constraint notification_kind_check
  check (kind in ('assigned', 'mentioned', 'message', 'not_delivered'));
