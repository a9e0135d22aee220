-- How an inbox's channel is set up (docs/decisions/0104): channel_settings in clear, channel_secrets sealed. The product knows the kinds.
alter table inbox drop constraint inbox_channel_check;
alter table inbox add constraint inbox_channel_check check (channel ~ '^[a-z][a-z0-9_]{0,31}$') not valid;
alter table inbox
  add column channel_settings jsonb not null default '{}' check (jsonb_typeof(channel_settings) = 'object'),
  add column channel_secrets text;

-- Whether a channel reaches its provider. Bookkeeping of the process that holds the connection; without a row there is none.
create table inbox_channel_health (
  account_id bigint not null,
  inbox_id bigint not null,
  state text not null check (state in ('connecting', 'connected', 'disconnected', 'off')),
  since timestamptz(3) not null,
  last_in_at timestamptz(3),
  last_out_at timestamptz(3),
  error text check (error is null or state <> 'connected'),
  next_try_at timestamptz(3),
  primary key (account_id, inbox_id)
);

alter table inbox_channel_health enable row level security;
create policy account on inbox_channel_health using (account_id = current_account());
