-- When a token last read the event log with the messages to send: whoever takes replies without a callback or a webhook
-- reads them there.
alter table api_token add column events_read_at timestamptz(3);
