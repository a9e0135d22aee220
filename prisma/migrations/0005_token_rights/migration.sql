-- What an API token may do and see, until when, and when it was last used. Existing tokens keep their rights.
alter table api_token
  add column role text not null default 'administrator' check (role in ('administrator', 'agent')),
  add column inbox_ids bigint[] not null default '{}',
  add column is_read_only boolean not null default false,
  add column expires_at timestamptz(3),
  add column last_used_at timestamptz(3),
  add column last_used_address text,
  add constraint api_token_inboxes check (role = 'agent' or inbox_ids = '{}');
alter table api_token alter column role drop default;

-- A chosen secret shows no characters.
update api_token set prefix = '' where name = 'ADMIN_API_TOKEN';
update setting_change set to_value = to_value || '{"prefix": ""}'
 where subject = 'token' and subject_name = 'ADMIN_API_TOKEN' and jsonb_typeof(to_value) = 'object';

-- Whether FreeScout's clients may send their key as `?api_key=`.
alter table account add column accepts_url_keys boolean not null default true;

-- An e-mail is unique in its account only: otherwise an administrator would learn who is a member of another account.
alter table member add column email text;
update member m set email = lower(u.email) from app_user u where u.id = m.user_id;
alter table member alter column email set not null;
create unique index member_email on member (account_id, email);
drop index app_user_email;
create index app_user_email on app_user (lower(email));
