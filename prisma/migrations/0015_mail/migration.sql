-- A member's password link on its way by mail, written with the link and sent by the worker; at most one a member. The
-- link's secret is sealed, and gone when the mail is accepted or given up.
create table mail (
  account_id bigint not null,
  user_id bigint not null,
  kind text not null check (kind in ('invitation', 'password')),
  locale text not null check (locale in ('en', 'zh')),
  sealed_secret text,
  -- Null: nothing is left to do.
  due_at timestamptz(3),
  tries integer not null default 0,
  sent_at timestamptz(3),
  -- Why the last try failed.
  error text,
  created_at timestamptz(3) not null,
  primary key (account_id, user_id)
);
create index mail_due on mail (due_at) where due_at is not null;
create index mail_age on mail (created_at);
