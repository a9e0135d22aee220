-- Mail that arrived for an inbox and could not be stored (docs/decisions/0110); the last 100 of an inbox. mail_key: its Message-ID
-- without <>, or a digest of what is known of it, so that a mail that is read again is here once. code: that of the refusal.
create table refused_mail (
  account_id bigint not null,
  inbox_id bigint not null,
  mail_key text not null check (char_length(mail_key) between 1 and 998),
  sender text check (char_length(sender) <= 1000),
  subject text not null check (char_length(subject) <= 1000),
  code text not null,
  reason text not null,
  bytes bigint not null,
  refused_at timestamptz(3) not null,
  primary key (account_id, inbox_id, mail_key)
);
create index refused_mail_newest on refused_mail (account_id, inbox_id, refused_at desc);

alter table refused_mail enable row level security;
create policy account on refused_mail using (account_id = current_account());
