-- What a stored answer is about: found by that when it is deleted for ever. Of answers from before, and of those that a
-- process of the release before still stores, nobody has written it down (`unread`); they live a day.
alter table idempotency add column about text[] not null default '{unread}';
-- Without a pending list: who deletes would read that from end to end. What is under way is about nothing yet.
create index idempotency_about on idempotency using gin (about) with (fastupdate = off) where about <> '{}';

-- Deliveries of events that belong to no conversation, by their event: few, beside those of messages.
create index delivery_without_conversation on delivery (account_id, event_seq) where conversation_id is null;
