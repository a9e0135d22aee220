-- Tables that have twice the rows that the planner knows of. Postgres counts them by itself a minute or two later: until then it plans
-- for empty tables, and reads all rows of an account for each row that it joins.
create function grown_tables() returns setof regclass language sql stable rows 1 as $$
  select oid::regclass from pg_class
   where relnamespace = current_schema()::regnamespace and relkind = 'r'
     and pg_stat_get_live_tuples(oid) > 50 + 2 * greatest(reltuples, 0)
$$;

-- The worker, which owns no table, calls it for one table after the other: each is a transaction of its own, which holds up nobody.
-- A table that another process analyzes is skipped.
create function analyze_if_grown(name regclass) returns void language plpgsql security definer as $$
begin
  if name in (select grown_tables()) then
    execute format('analyze (skip_locked) %s', name);
  end if;
end $$;

do $$
begin
  execute format('alter function grown_tables set search_path = %I, pg_temp', current_schema());
  execute format('alter function analyze_if_grown set search_path = %I, pg_temp', current_schema());
  revoke execute on function analyze_if_grown from public;
end $$;

-- An account that is not in the statistics is planned for like an empty one. So a new account in a large installation is counted when it
-- has a fiftieth of the rows, not a tenth.
alter table conversation set (autovacuum_analyze_scale_factor = 0.02);
alter table message set (autovacuum_analyze_scale_factor = 0.02);
alter table contact set (autovacuum_analyze_scale_factor = 0.02);
alter table contact_inbox set (autovacuum_analyze_scale_factor = 0.02);
