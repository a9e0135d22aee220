-- Moving to another inbox can be taken back like every other change.
alter table conversation_change drop constraint conversation_change_facet_check;
alter table conversation_change add constraint conversation_change_facet_check
  check (facet in ('status', 'assignee', 'labels', 'priority', 'team', 'attributes', 'lifecycle', 'inbox'));

-- What is said in a conversation is found by who sees the inbox where it is now.
create function note_moved_search_due() returns trigger language plpgsql as $$
begin
  insert into search_due (account_id, kind, subject_id)
  select m.account_id, 'message', m.id from message m
   where m.account_id = new.account_id and m.conversation_id = new.id and m.kind <> 'activity' and m.content <> ''
   order by m.number;
  return null;
end $$;
create trigger conversation_words_moved after update of inbox_id on conversation for each row
  when (old.inbox_id is distinct from new.inbox_id) execute function note_moved_search_due();
