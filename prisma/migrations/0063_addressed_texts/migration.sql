-- Whom unsent and scheduled texts go to in inboxes of mails; null: to the recipients by default.

alter table draft add column email jsonb;
alter table scheduled_message add column email jsonb;
