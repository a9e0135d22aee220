-- Whose UIDs a cursor has, in lower case. Null: it was stored by an earlier release.
alter table mailbox_cursor add column mailbox_user text, add column mailbox_host text;
-- Builds between two releases had both behind uid_validity.
update mailbox_cursor set uid_validity = split_part(uid_validity, ' ', 1) where uid_validity like '% %';
