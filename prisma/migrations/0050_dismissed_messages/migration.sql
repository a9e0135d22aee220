-- A failed or unconfirmed message that a member has dismissed needs nobody: by whom, when and why (docs/decisions/0096).
alter table message add column dismissed jsonb;

drop index message_trouble;
drop index message_trouble_id;
drop index message_trouble_of_conversation;
create index message_trouble on message (account_id, inbox_id, id desc)
  where (status = 'failed' or is_unconfirmed) and deleted_at is null and dismissed is null;
create index message_trouble_id on message (account_id, id)
  where (status = 'failed' or is_unconfirmed) and deleted_at is null and dismissed is null;
create index message_trouble_of_conversation on message (account_id, conversation_id)
  where (status = 'failed' or is_unconfirmed) and deleted_at is null and dismissed is null;
