-- E-mail (docs/decisions/0107). conversation.subject: of its first mail, or as a member changed it. message.email: what is shown of the mail's header.
alter table conversation add column subject text check (char_length(subject) <= 1000);
alter table message add column email jsonb check (jsonb_typeof(email) = 'object');
-- The Content-ID without <> by which the HTML of a mail shows the file.
alter table file add column content_id text check (char_length(content_id) <= 998);

-- The mail of a message. mail_message_id: its Message-ID without <>, once in an inbox, or a digest of a mail without one. sender: in lower
-- case. subject: without prefixes of replies, in lower case. body: its HTML and its whole text, removed with the message's text.
create table message_email (
  account_id bigint not null,
  message_id bigint not null,
  conversation_id bigint not null,
  inbox_id bigint not null,
  mail_message_id text not null check (char_length(mail_message_id) between 1 and 998),
  sender text not null,
  subject text not null,
  html text,
  whole_text text not null default '',
  stored_at timestamptz(3) not null,
  primary key (account_id, message_id)
);
create unique index message_email_mail on message_email (account_id, inbox_id, mail_message_id);
create index message_email_subject on message_email (account_id, inbox_id, sender, md5(subject), stored_at desc);

-- How far a folder of an inbox's mailbox has been read. Mail below import_below lay there at the first connection, and is read if it arrived since.
create table mailbox_cursor (
  account_id bigint not null,
  inbox_id bigint not null,
  role text not null check (role in ('inbox', 'sent')),
  folder text not null,
  uid_validity text not null,
  uid_next bigint not null,
  import_below bigint not null,
  since timestamptz(3) not null,
  primary key (account_id, inbox_id, role)
);

alter table message_email enable row level security;
create policy account on message_email using (account_id = current_account());
alter table mailbox_cursor enable row level security;
create policy account on mailbox_cursor using (account_id = current_account());
