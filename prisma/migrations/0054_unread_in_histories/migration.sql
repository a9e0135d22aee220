-- What a customer has not read of a history is counted by its numbers, which have no gaps, without what does not count for
-- them: messages that count for nobody, and their own (docs/decisions/0098).
create index message_uncounted on message (account_id, conversation_id, history_number)
  where history_number is not null and (not counts_unread or deleted_at is not null);
create index message_of_customer on message (account_id, conversation_id, sender_id, history_number)
  where history_number is not null and sender_type = 'contact' and counts_unread and deleted_at is null;
