-- Where somebody is signed in: a row a browser, gone when it is signed out. A session from before this table has no
-- row and ends with all others.
create table user_session (
  id uuid primary key,
  user_id bigint not null references app_user (id),
  -- The browser, as it calls itself.
  agent text not null,
  address text not null,
  created_at timestamptz(3) not null,
  last_seen_at timestamptz(3) not null
);
create index user_session_user on user_session (user_id, last_seen_at desc);
create index user_session_age on user_session (last_seen_at);
