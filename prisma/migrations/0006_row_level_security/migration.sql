-- The second wall (docs/decisions/0031): a role that neither owns the tables nor bypasses row-level security sees the rows
-- of one account, the one in the setting app.account_id, and none without it. Roles get their rights at each start.

create function current_account() returns bigint language sql stable parallel safe
  return nullif(current_setting('app.account_id', true), '')::bigint;

-- Every table of accounts, but for search_entry: it has numbers only, its index could not be used under a policy, and the
-- plain role may only read it. A partition gets no policy: its rows are reached through its table.
do $$
declare
  tenant regclass;
begin
  for tenant in
    select c.oid from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and a.attname = 'account_id' and not a.attisdropped and c.relname <> 'search_entry'
  loop
    execute format('alter table %s enable row level security', tenant);
    execute format('create policy account on %s using (account_id = current_account())', tenant);
  end loop;
  for tenant in
    select inhrelid from pg_inherits where inhparent in ('event'::regclass, 'message_receipt'::regclass)
  loop
    execute format('alter table %s enable row level security', tenant);
  end loop;
end $$;

alter table account enable row level security;
create policy account on account using (id = current_account());

-- What belongs to a user is visible in each account of which they are a member. A new user is no member yet.
alter table app_user enable row level security;
create policy account on app_user
  using (exists (select 1 from member m where m.account_id = current_account() and m.user_id = app_user.id))
  with check (true);
do $$
declare
  owned text;
begin
  foreach owned in array array['user_session', 'two_factor', 'recovery_code', 'known_network'] loop
    execute format('alter table %I enable row level security', owned);
    execute format('create policy account on %1$I using (exists
      (select 1 from member m where m.account_id = current_account() and m.user_id = %1$I.user_id))', owned);
  end loop;
end $$;

-- A policy is checked before any condition that could reveal a row, so an index on lower(email), on an array or on parts of
-- a text could not be used. These functions find keys by index, as the tables' owner, of no other account than the one that
-- is set; the rows are then read under the policy.
create function contact_ids_by_email(account bigint, emails text[]) returns setof bigint
  language sql stable security definer rows 10 as $$
    select id from contact
     where account_id = account and email is not null and lower(email) = any (emails)
       and account = coalesce(current_account(), account)
  $$;
create function idempotency_keys_about(account bigint, subjects text[]) returns table (caller text, key text)
  language sql stable security definer rows 10 as $$
    select a.caller, a.key from idempotency a
     where a.account_id = account and a.about <> '{}' and a.about && subjects
       and account = coalesce(current_account(), account)
  $$;
-- Contacts by part of a name; planned for each pattern, as a rare and a common one need different indexes.
create function contact_ids_like(
  account bigint, pattern text, only_identified boolean, oldest_first boolean, most bigint, skipped bigint
) returns setof bigint language plpgsql stable security definer rows 20 as $$
begin
  if account is distinct from coalesce(current_account(), account) then
    return;
  end if;
  return query execute format('
    select id from contact where account_id = $1 and merged_into_id is null and erased_at is null
       and ($2::text is null or name ilike $2 or email ilike $2 or phone ilike $2 or identifier like $2)
       and ($3 is not true or email is not null or phone is not null or identifier is not null)
     order by id %s limit $4 offset $5', case when oldest_first then 'asc' else 'desc' end)
    using account, pattern, only_identified, most, skipped;
end $$;

-- For the same reason not an index on coalesce().
drop index conversation_by_waiting;
create index conversation_by_waiting on conversation
  (account_id, inbox_id, lifecycle, status,
   (case when waiting_since is null then timestamptz '9999-12-31 23:59:59.999+00' else waiting_since end), id)
  include (assignee_id, waiting_since);

-- Partitions are made and dropped by the worker, which owns no table.
create or replace function ensure_partitions(today date, months_ahead integer) returns void
  language plpgsql security definer as $$
declare
  parent text;
  first date;
  name text;
begin
  foreach parent in array array['message_receipt', 'event'] loop
    for step in -1 .. months_ahead loop
      first := (date_trunc('month', today) + make_interval(months => step))::date;
      name := parent || '_' || to_char(first, 'YYYYMM');
      if to_regclass(name) is null then
        execute format('create table %I partition of %I for values from (%L) to (%L)', name, parent,
          first::timestamp at time zone 'UTC', (first + interval '1 month')::timestamp at time zone 'UTC');
        execute format('alter table %I enable row level security', name);
      end if;
    end loop;
  end loop;
end $$;

-- Drops a month of the log, and moves the beginning of each account's log behind it. No event is stamped into a past month,
-- so its last numbers are read before the log is locked.
create function drop_events_of_month(month text) returns void language plpgsql security definer as $$
declare
  name text := 'event_' || month;
  accounts bigint[];
  lasts bigint[];
begin
  if month !~ '^[0-9]{6}$' then
    raise exception 'not a month: %', month;
  end if;
  execute format('select array_agg(a.id), array_agg(m.seq) from account a cross join lateral
    (select seq from %I where account_id = a.id order by seq desc limit 1) m', name) into accounts, lasts;
  execute format('alter table event detach partition %I', name);
  update account_head h set oldest_seq = greatest(h.oldest_seq, m.seq + 1)
    from unnest(accounts, lasts) as m (account_id, seq) where h.account_id = m.account_id;
  execute format('drop table %I', name);
end $$;

do $$
declare
  definer regprocedure;
begin
  for definer in
    select oid from pg_proc where pronamespace = current_schema()::regnamespace and prosecdef
  loop
    execute format('alter function %s set search_path = %I, pg_temp', definer, current_schema());
    execute format('revoke execute on function %s from public', definer);
  end loop;
end $$;
