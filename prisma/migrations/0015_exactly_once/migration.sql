-- An integrator may send a failed message again by itself: a `sent` this long after the failure begins the next attempt.
alter table inbox
  add column retry_gap_seconds integer not null default 5 check (retry_gap_seconds between 0 and 3600);

alter table message
  -- The gap when a receipt first reported a failure since a person began an attempt; null: none is known.
  add column retry_gap_seconds integer;

alter table message_attempt
  -- Begun by receipts, not by a person.
  add column is_by_receipt boolean not null default false,
  -- The source id comes from a receipt that named no attempt.
  add column is_source_learned boolean not null default false;

alter table message_receipt
  -- It named its attempt, and belongs to it whatever its time.
  add column is_named boolean not null default false;

update message set retry_gap_seconds = 5 where status = 'failed';

-- A client id names one message of a conversation. Not unique: earlier releases stored repeated requests.
create index message_client on message (account_id, conversation_id, client_id) where client_id is not null;
