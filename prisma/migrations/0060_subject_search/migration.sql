-- Conversations are found by their subjects, by members who see the inbox that they are in now.
alter table search_entry drop constraint search_entry_kind_check,
  add constraint search_entry_kind_check check (kind in ('contact', 'conversation', 'message'));
create trigger conversation_subject_added after insert on conversation for each row
  when (new.subject is not null) execute function note_search_due();
-- A message of a conversation changes neither: `update of` ignores it.
create trigger conversation_subject_changed after update of subject, inbox_id on conversation for each row
  when (old.subject is distinct from new.subject or (new.subject is not null and old.inbox_id is distinct from new.inbox_id))
  execute function note_search_due();
create trigger conversation_subject_removed after delete on conversation for each row
  when (old.subject is not null) execute function note_search_due();
insert into search_due (account_id, kind, subject_id)
select account_id, 'conversation', id from conversation where subject is not null order by account_id, id;
