-- Brings a database that has the migrations of replaces.txt to the baseline, in the transaction that puts the baseline in
-- their place (server/store/adopt-baseline.ts). The database is compared with catalog.txt afterwards.

-- The events of these labels can only be written by a process of the development version.
do $$
begin
  if exists (select from label_untold u join label l on l.account_id = u.account_id and l.id = u.label_id
              where l.version = 1) then
    raise exception 'it has labels that the event log does not have yet: start commit 0c2e1cd on it, wait a minute, then start this release';
  end if;
end $$;
drop table label_untold;

-- Answers that do not say what they are about. They expire after 24 hours; until then a deletion would not find them.
do $$
declare
  last timestamptz;
begin
  select max(created_at) + interval '24 hours' into last from idempotency
   where about @> '{unread}' and created_at > now() - interval '24 hours';
  if last is not null then
    raise exception 'it has answers to requests with an Idempotency-Key that expire at % only: start this release after that',
      to_char(last at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"');
  end if;
end $$;
delete from idempotency where about @> '{unread}';
alter table idempotency alter column about drop default;

-- Copies whose origin a process without that table did not store, but which name it themselves.
insert into forwarded_note (account_id, source_conversation_id, message_id, conversation_id)
with recursive copy as (
  select n.account_id, o.conversation_id as source_conversation_id, o.id as source_id, n.id, n.conversation_id
    from message n
    join conversation c on c.account_id = n.account_id
                       and c.display_id::text = n.content_attributes #>> '{forwardedFrom,displayId}'
    join message o on o.account_id = c.account_id and o.conversation_id = c.id
                  and o.number::text = n.content_attributes #>> '{forwardedFrom,number}'
   where n.kind = 'note' and n.content_attributes ? 'forwardedFrom'
), chain as (
  select account_id, source_conversation_id, source_id, id, conversation_id from copy
   union
  select chain.account_id, copy.source_conversation_id, copy.source_id, chain.id, chain.conversation_id
    from chain join copy on copy.account_id = chain.account_id and copy.id = chain.source_id
)
select distinct account_id, source_conversation_id, id, conversation_id from chain
 where source_conversation_id <> conversation_id
    on conflict do nothing;

-- Was added without reading the rows of that time.
alter table setting_change validate constraint setting_change_subject_check;
