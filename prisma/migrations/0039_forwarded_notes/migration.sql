-- Notes that are copies, by each conversation that their text was copied from, also from one note to the next: what is
-- deleted for ever there is taken out of them.
create table forwarded_note (
  account_id bigint not null,
  -- Where the text was written, or stood as a note before.
  source_conversation_id bigint not null,
  message_id bigint not null,
  -- Where the note is.
  conversation_id bigint not null,
  primary key (account_id, source_conversation_id, message_id)
);
create index forwarded_note_message on forwarded_note (account_id, message_id);
create index forwarded_note_place on forwarded_note (account_id, conversation_id);

-- Those that are there say themselves where they came from.
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
 where source_conversation_id <> conversation_id;
