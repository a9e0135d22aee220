-- The time zone of dates that the account's mails show, an IANA name, and the language of mails that nobody chose one for.
alter table account add column time_zone text not null default 'UTC';
alter table account add column language text not null default 'en'
  constraint account_language check (language in ('en', 'zh'));
