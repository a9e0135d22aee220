-- When the user of a session last gave their password or a code. Sensitive actions need that to be recent.
alter table user_session add column authenticated_at timestamptz(3);
update user_session set authenticated_at = created_at;
alter table user_session alter column authenticated_at set not null;

-- Members without a second factor may only set it up.
alter table account add column requires_two_factor boolean not null default false;
