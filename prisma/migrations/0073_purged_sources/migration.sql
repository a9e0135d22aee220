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

-- The bodies of mails of withdrawn messages, and of deleted ones whose text can no longer be restored, which earlier releases kept.
delete from message_email e using message m
 where m.account_id = e.account_id and m.id = e.message_id and m.withdrawn_at is not null;
update message_email e set html = null, whole_text = '' from message m
 where m.account_id = e.account_id and m.id = e.message_id and m.deleted_at is not null and e.whole_text <> ''
   and not exists (select 1 from message_revision r where r.account_id = m.account_id and r.message_id = m.id);

-- The attempt was made elsewhere, as on the phone: the message was stored with its provider's id. It is not retried by itself.
alter table message_attempt add column is_elsewhere boolean not null default false;
