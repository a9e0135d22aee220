-- A contact that was merged into another stays, so that the log and the table agree and its id still leads to the other.
alter table contact add column merged_into_id bigint;
create index contact_merged on contact (account_id, merged_into_id) where merged_into_id is not null;

-- Whoever took another over is found by what the other was called, too.
create function note_merged_search_due() returns trigger language plpgsql as $$
begin
  insert into search_due (account_id, kind, subject_id)
  values (new.account_id, 'contact', new.id), (new.account_id, 'contact', new.merged_into_id);
  return null;
end $$;
create trigger contact_words_merged after update of merged_into_id on contact for each row
  when (old.merged_into_id is distinct from new.merged_into_id and new.merged_into_id is not null)
  execute function note_merged_search_due();
