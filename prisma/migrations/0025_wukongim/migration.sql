-- WuKongIM's API (docs/decisions/0054): what its clients give beside what every message has, and must get back unchanged.

-- How a message is kept whose header has no sync_once.
alter table account
  add column messages_without_flags text not null default 'stored'
    check (messages_without_flags in ('stored', 'command'));

-- The payload of a message or command message: both draw their ids from one sequence.
create table wukongim_payload (
  account_id bigint not null,
  message_id bigint not null,
  conversation_id bigint not null,
  from_uid text not null,
  client_msg_no text,
  payload bytea not null,
  setting integer not null default 0,
  -- Seconds, as given; 0 = for good.
  expire integer not null default 0,
  topic text,
  red_dot boolean not null,
  -- Of a command message: when it is deleted with it.
  expires_at timestamptz(3),
  primary key (account_id, message_id)
);
create unique index wukongim_payload_client
  on wukongim_payload (account_id, conversation_id, from_uid, client_msg_no)
  where client_msg_no is not null;
-- For the erasure of a customer.
create index wukongim_payload_from on wukongim_payload (account_id, from_uid);
create index wukongim_payload_expiry on wukongim_payload (expires_at) where expires_at is not null;

-- Flags of a channel; without a row all are false.
create table wukongim_channel (
  account_id bigint not null,
  inbox_id bigint not null,
  channel_type integer not null,
  channel_id text not null,
  large boolean not null default false,
  ban boolean not null default false,
  disband boolean not null default false,
  send_ban boolean not null default false,
  allow_stranger boolean not null default false,
  updated_at timestamptz(3) not null,
  primary key (account_id, inbox_id, channel_type, channel_id)
);

-- Who may not write to a channel, and who alone may.
create table wukongim_listed (
  account_id bigint not null,
  inbox_id bigint not null,
  channel_type integer not null,
  channel_id text not null,
  list text not null check (list in ('deny', 'allow')),
  uid text not null,
  primary key (account_id, inbox_id, channel_type, channel_id, list, uid)
);

-- The token with which a user's device connects: only its hash is kept.
create table wukongim_device (
  account_id bigint not null,
  inbox_id bigint not null,
  uid text not null,
  device_flag integer not null,
  device_level integer not null,
  token_hash bytea not null,
  updated_at timestamptz(3) not null,
  primary key (account_id, inbox_id, uid, device_flag)
);

-- Users that are no customers: what they write is the account's.
create table wukongim_system_uid (
  account_id bigint not null,
  inbox_id bigint not null,
  uid text not null,
  created_at timestamptz(3) not null,
  primary key (account_id, inbox_id, uid)
);

-- How a user's client shows a conversation.
create table wukongim_place (
  account_id bigint not null,
  contact_id bigint not null,
  conversation_id bigint not null,
  -- Whom the user sees on the other side of a conversation with the account.
  peer_uid text,
  -- Not listed until its history has a greater number.
  hidden_number integer,
  -- The unread count that was set when the history ended with `unread_at_number`.
  unread_set integer,
  unread_at_number integer,
  updated_at timestamptz(3) not null,
  primary key (account_id, contact_id, conversation_id)
);
create index wukongim_place_conversation on wukongim_place (account_id, conversation_id);

do $$
declare
  tenant text;
begin
  foreach tenant in array array['wukongim_payload', 'wukongim_channel', 'wukongim_listed', 'wukongim_device',
                                'wukongim_system_uid', 'wukongim_place'] loop
    execute format('alter table %I enable row level security', tenant);
    execute format('create policy account on %I using (account_id = current_account())', tenant);
  end loop;
end $$;
