-- Members' signatures: of each inbox, or, with the inbox 0, of all that have none of their own.
create table signature (
  account_id bigint not null,
  user_id bigint not null,
  inbox_id bigint not null,
  text text not null check (text <> ''),
  updated_at timestamptz(3) not null,
  primary key (account_id, user_id, inbox_id)
);
alter table signature enable row level security;
create policy account on signature using (account_id = current_account());

-- Whether replies of members get their signature.
alter table inbox add column appends_signatures boolean not null default false;
