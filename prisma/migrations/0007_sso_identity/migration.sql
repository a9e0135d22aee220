-- The person of an identity provider who signs in as a member. `subject` is the provider's own id of them: their e-mail may
-- change, or be given to somebody else.
create table sso_identity (
  issuer text not null,
  subject text not null,
  account_id bigint not null,
  user_id bigint not null,
  created_at timestamptz(3) not null,
  primary key (issuer, subject),
  unique (user_id, issuer),
  foreign key (account_id, user_id) references member (account_id, user_id)
);

-- Whether the identity provider has identified the user of a session: it is then responsible for the second factor.
alter table user_session add column by_sso boolean not null default false;

-- Null: the identity provider does not report when the user last gave their password.
alter table user_session alter column authenticated_at drop not null;

alter table sso_identity enable row level security;
create policy account on sso_identity using (account_id = current_account());
