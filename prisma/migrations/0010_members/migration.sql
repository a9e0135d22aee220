-- Who was invited has no password yet; who was deactivated is refused until they are taken back.
alter table member add state text not null default 'active' check (state in ('invited', 'active', 'deactivated'));

-- Links by which somebody sets a password: the first one, or one in place of a forgotten one. Hashed, at most one a
-- member, gone when used.
create table password_link (
  account_id bigint not null,
  user_id bigint not null,
  secret_hash bytea not null,
  expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  primary key (account_id, user_id)
);
create unique index password_link_secret on password_link (secret_hash);
create index password_link_expiry on password_link (expires_at);
