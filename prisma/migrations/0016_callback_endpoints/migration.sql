-- The inbox whose program the endpoint is. Such an endpoint is created, changed and deleted with the inbox's callback.
-- No inbox gets one here: the callbacks of earlier releases have no format that needs it.
alter table endpoint add column callback_inbox_id bigint,
  -- An agent bot. It gets the events of the inboxes that it is linked to; inbox 0, which does not exist, while there are none.
  add column bot_name text,
  add column bot_description text,
  add constraint endpoint_bot check (bot_name is not null or bot_description is null);
create unique index endpoint_callback on endpoint (account_id, callback_inbox_id)
 where callback_inbox_id is not null and deleted_at is null;
