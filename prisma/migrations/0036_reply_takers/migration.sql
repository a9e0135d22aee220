-- Since when nobody takes an inbox's replies (docs/decisions/0076); null: somebody does. Inboxes of before this migration begin
-- with null: the worker decides about each within seconds. Their `messages_start_as` stays as it is.
alter table inbox add column no_taker_since timestamptz(3);

-- When a socket that takes an inbox's replies was last seen: of a customer's app, or of a bridge that is pushed messages.
create table inbox_socket (
  account_id bigint not null,
  inbox_id bigint not null,
  seen_at timestamptz(3) not null,
  primary key (account_id, inbox_id)
);
alter table inbox_socket enable row level security;
create policy account on inbox_socket using (account_id = current_account());

-- When a token last had a stream of events open that asks for messages to send by name.
alter table api_token add column requests_streamed_at timestamptz(3);

alter table alert drop constraint alert_kind_check;
alter table alert add constraint alert_kind_check check (kind in
  ('stuck_messages', 'callback_down', 'settings_drifted', 'endpoint_disabled', 'bulk_timed_out', 'nobody_takes_replies'));
