-- A member's second factor: the secret of their authenticator, sealed with the installation's key, and the last time
-- step whose code was used, so that no code is used twice. Begun until it is confirmed by a first code.
create table two_factor (
  user_id bigint primary key references app_user (id),
  sealed_secret text not null,
  confirmed_at timestamptz(3),
  last_step bigint not null default 0,
  created_at timestamptz(3) not null
);

-- In place of the authenticator, each once: hashed, gone when used.
create table recovery_code (
  user_id bigint not null references app_user (id),
  code_hash bytea not null,
  primary key (user_id, code_hash)
);
