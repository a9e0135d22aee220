-- A mail is about a member's password link (0 and '': one each), an alert, or the transcript of a conversation that the
-- member sends to an address: one to each address at a time.
alter table mail
  add column conversation_id bigint not null default 0,
  add column email text not null default '';
alter table mail drop constraint mail_pkey;
alter table mail add primary key (account_id, user_id, alert_id, conversation_id, email);
alter table mail drop constraint mail_kind_check;
alter table mail add constraint mail_kind_check
  check (kind in ('invitation', 'password', 'alert', 'transcript'));
create index mail_of_conversation on mail (account_id, conversation_id) where conversation_id <> 0;

-- The direct upload that announced the file: its bytes came by another request, and a message names it by this.
alter table file add column upload_id uuid;
create unique index file_upload on file (account_id, upload_id) where upload_id is not null;
