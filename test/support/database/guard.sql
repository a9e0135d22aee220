-- Only in test databases: no transaction may change a conversation's status or lifecycle, or a message's status,
-- without an event. `tx` is the top-level transaction, also for rows written under a savepoint.
alter table outbox add column tx xid8 not null default pg_current_xact_id();

create function guard_event() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from outbox o
                  where o.tx = pg_current_xact_id() and o.account_id = new.account_id
                    and o.resource_type = tg_table_name and o.resource_id = new.id) then
    raise exception 'guard: % % changed without an event', tg_table_name, new.id;
  end if;
  return null;
end $$;

create constraint trigger guard_conversation after update on conversation deferrable initially deferred for each row
  when (old.status is distinct from new.status or old.lifecycle is distinct from new.lifecycle)
  execute function guard_event();
create constraint trigger guard_message after update on message deferrable initially deferred for each row
  when (old.status is distinct from new.status)
  execute function guard_event();

-- … or move a conversation to another cell of the counters without a delta.
alter table counter_delta add column tx xid8 not null default pg_current_xact_id();

create function guard_counted() returns trigger language plpgsql as $$
begin
  if new.lifecycle <> 'purged' and not exists (
    select 1 from counter_delta d
     where d.tx = pg_current_xact_id() and d.account_id = new.account_id and d.inbox_id = new.inbox_id
       and d.lifecycle = new.lifecycle and d.status = new.status and d.assignee_id = coalesce(new.assignee_id, 0)
       and d.change > 0) then
    raise exception 'guard: conversation % moved without being counted', new.id;
  end if;
  return null;
end $$;

create constraint trigger guard_counted after update on conversation deferrable initially deferred for each row
  when ((old.inbox_id, old.lifecycle, old.status, old.assignee_id)
        is distinct from (new.inbox_id, new.lifecycle, new.status, new.assignee_id))
  execute function guard_counted();

-- For the faults that tests make as the plain role.
grant usage on language plpgsql to tickline_app;
