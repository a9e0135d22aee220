-- The members whom a note of a conversation has mentioned.
alter table conversation add column mentioned_ids jsonb not null default '[]';

-- Conversations by mentioned member and last activity, as conversation_label has them by label. Maintained by the triggers below only.
create table conversation_mention (
  account_id bigint not null,
  conversation_id bigint not null,
  user_id bigint not null,
  inbox_id bigint not null,
  lifecycle text not null,
  status text not null,
  last_activity_at timestamptz(3) not null,
  primary key (account_id, conversation_id, user_id)
);
create index conversation_mention_list on conversation_mention
  (account_id, user_id, inbox_id, lifecycle, status, last_activity_at desc, conversation_id desc);

alter table conversation_mention enable row level security;
create policy account on conversation_mention using (account_id = current_account());

create function keep_conversation_mention() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from conversation_mention where account_id = old.account_id and conversation_id = old.id;
    return null;
  end if;
  if tg_op = 'UPDATE' and old.mentioned_ids is distinct from new.mentioned_ids then
    delete from conversation_mention where account_id = old.account_id and conversation_id = old.id
      and not new.mentioned_ids @> to_jsonb(user_id);
  end if;
  insert into conversation_mention
  select distinct new.account_id, new.id, m.user_id::bigint, new.inbox_id, new.lifecycle, new.status, new.last_activity_at
    from jsonb_array_elements_text(new.mentioned_ids) as m (user_id)
      on conflict (account_id, conversation_id, user_id) do update
     set inbox_id = excluded.inbox_id, lifecycle = excluded.lifecycle, status = excluded.status,
         last_activity_at = excluded.last_activity_at;
  return null;
end $$;
create trigger conversation_mention_added after insert on conversation for each row
  when (new.mentioned_ids <> '[]') execute function keep_conversation_mention();
create trigger conversation_mention_changed after update on conversation for each row
  when ((new.mentioned_ids <> '[]' or old.mentioned_ids <> '[]')
        and (new.mentioned_ids, new.inbox_id, new.lifecycle, new.status, new.last_activity_at)
            is distinct from
            (old.mentioned_ids, old.inbox_id, old.lifecycle, old.status, old.last_activity_at))
  execute function keep_conversation_mention();
create trigger conversation_mention_removed after delete on conversation for each row
  when (old.mentioned_ids <> '[]') execute function keep_conversation_mention();

-- Mentions of before are those that members were notified of, which are kept for 60 days.
update conversation c set mentioned_ids = m.ids
  from (select account_id, conversation_id, jsonb_agg(distinct user_id order by user_id) as ids
          from notification where kind = 'mentioned' and conversation_id is not null
         group by account_id, conversation_id) m
 where c.account_id = m.account_id and c.id = m.conversation_id and c.lifecycle <> 'purged';
