-- What a permanent deletion removed, so that a provider that repeats it later does not bring the words back (docs/decisions/0132):
-- the SHA-256 of a message's id of its channel. No text, no customer.
create table purged_source (
  account_id bigint not null,
  inbox_id bigint not null,
  source_hash bytea not null,
  expires_at timestamptz(3) not null,
  primary key (account_id, inbox_id, source_hash)
);
create index purged_source_expiry on purged_source (expires_at);

alter table purged_source enable row level security;
create policy account on purged_source using (account_id = current_account());
