-- Events that belong to no conversation, by what they tell of: few, beside those of messages.
create index event_without_conversation on event (account_id, resource_type, resource_id) where conversation_id is null;
