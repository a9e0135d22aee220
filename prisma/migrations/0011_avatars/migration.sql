-- The picture of a member, and that of the account: files that nothing else has.
alter table member add column avatar_file_id bigint;
alter table account add column logo_file_id bigint;
create unique index member_avatar on member (account_id, avatar_file_id) where avatar_file_id is not null;

-- As in 0008, but the logo and the pictures of the remaining members stay.
create or replace function empty_account(emptied bigint, caller bigint, kept_token text) returns void
  language plpgsql security definer as $$
declare
  content regclass;
  gone bigint[];
begin
  if emptied is distinct from coalesce(current_account(), emptied) then
    return;
  end if;
  lock table conversation, contact, message, inbox in share row exclusive mode; -- nobody adds to it meanwhile
  update account_head set epoch = substr(md5(gen_random_uuid()::text), 1, 12), oldest_seq = last_seq + 1
   where account_id = emptied;
  for content in
    select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attname = 'account_id' and not a.attisdropped
       and c.relname not in ('account_counter', 'account_head', 'api_token', 'file', 'mail', 'member', 'password_link',
                             'setting_change', 'sso_identity', 'tombstone_counter')
     -- Deleting these makes rows of others.
     order by c.relname in ('message', 'conversation', 'contact') desc, c.relname
  loop
    execute format('delete from %s where account_id = $1', content) using emptied;
  end loop;
  update account_counter set last_display_id = 0 where account_id = emptied;

  select coalesce(array_agg(m.user_id), '{}') into gone from member m join account a on a.id = m.account_id
   where a.id = emptied and m.role = 'agent' and m.created_at = a.created_at and m.user_id is distinct from caller;
  delete from api_token t using account a
   where t.account_id = emptied and a.id = emptied and t.name <> kept_token
     and (t.created_at = a.created_at or t.user_id = any (gone));
  delete from mail where account_id = emptied and user_id = any (gone);
  delete from password_link where account_id = emptied and user_id = any (gone);
  delete from sso_identity where account_id = emptied and user_id = any (gone);
  delete from member where account_id = emptied and user_id = any (gone);
  delete from file f where f.account_id = emptied
     and not exists (select 1 from member m where m.account_id = emptied and m.avatar_file_id = f.id)
     and not exists (select 1 from account a where a.id = emptied and a.logo_file_id = f.id);
  gone := array(select id from app_user u where id = any (gone) and not exists (select 1 from member where user_id = u.id));
  delete from user_session where user_id = any (gone);
  delete from known_network where user_id = any (gone);
  delete from recovery_code where user_id = any (gone);
  delete from two_factor where user_id = any (gone);
  delete from app_user where id = any (gone);
end $$;

do $$
begin
  execute format('alter function empty_account set search_path = %I, pg_temp', current_schema());
end $$;
