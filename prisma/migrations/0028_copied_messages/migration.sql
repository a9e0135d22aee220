-- Which message a forwarded note is a copy of: of each of its sources, directly or by other notes. Within one
-- conversation too. 0: forwarded before, from a message that no copy names any more.
alter table forwarded_note add column source_message_id bigint;

with recursive direct as (
  select n.account_id, n.id as note_id, m.id as source_id, m.conversation_id
    from message n
    join conversation c on c.account_id = n.account_id
     and c.display_id = (n.content_attributes #>> '{forwardedFrom,displayId}')::bigint
    join message m on m.account_id = c.account_id and m.conversation_id = c.id
     and m.number = (n.content_attributes #>> '{forwardedFrom,number}')::int
   where exists (select 1 from forwarded_note f where f.account_id = n.account_id and f.message_id = n.id)
), sources as (
  select * from direct
   union
  select s.account_id, s.note_id, d.source_id, d.conversation_id
    from sources s join direct d on d.account_id = s.account_id and d.note_id = s.source_id
)
update forwarded_note f set source_message_id = s.source_id
  from sources s
 where s.account_id = f.account_id and s.note_id = f.message_id and s.conversation_id = f.source_conversation_id;

update forwarded_note set source_message_id = 0 where source_message_id is null;
alter table forwarded_note
  alter column source_message_id set not null,
  drop constraint forwarded_note_pkey,
  add primary key (account_id, source_conversation_id, source_message_id, message_id);
create index forwarded_note_source on forwarded_note (account_id, source_message_id);
