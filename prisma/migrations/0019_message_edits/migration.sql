-- A message may be changed by its writer, or deleted: then its text is gone, and who did it is kept in its place.
alter table message
  add column edited_at timestamptz(3),
  add column deleted_at timestamptz(3),
  add column deleted_by jsonb;

-- What a message said before it was changed or deleted. Of a deleted one it is kept for a day, so that deleting can be
-- taken back.
create table message_revision (
  account_id bigint not null,
  id bigint generated always as identity,
  message_id bigint not null,
  content text not null,
  -- Until when it said this.
  at timestamptz(3) not null,
  expires_at timestamptz(3),
  primary key (account_id, id)
);
create index message_revision_message on message_revision (account_id, message_id, id);
create index message_revision_expiry on message_revision (expires_at) where expires_at is not null;
