-- How long things are kept (docs/decisions/0089).

-- Receipts of whole months are rolled up so many months after their month ended; 0 = never, until an administrator asks.
alter table account add column receipt_months integer not null default 0
  check (receipt_months = 0 or receipt_months between 3 and 120);

-- The receipts of a message that were rolled up: what was reported, each different report once, in order of arrival.
create table receipt_summary (
  account_id bigint not null,
  message_id bigint not null,
  -- Who reported, and the provider's ids: lines refer to them by their place, from 1.
  actors jsonb[] not null,
  source_ids text[] not null,
  -- An array of objects: i id, n attempt, s signal, r result if not applied, w reason, e error, x true if it named its
  -- attempt, t the time that it gave and v that of its arrival if another (ms since 1970), b place of its actor, k of its
  -- source id.
  lines jsonb not null,
  rolled_up_at timestamptz(3) not null,
  primary key (account_id, message_id)
);
alter table receipt_summary enable row level security;
create policy account on receipt_summary using (account_id = current_account());

-- Drops a month of receipts that has none left; returns whether it did. The worker, which owns no table, calls it.
create function drop_receipts_of_month(month text) returns boolean language plpgsql security definer as $$
declare
  name text := 'message_receipt_' || month;
  has_rows boolean;
begin
  if month !~ '^[0-9]{6}$' then
    raise exception 'not a month: %', month;
  end if;
  execute format('select exists (select 1 from %I)', name) into has_rows;
  if has_rows then
    return false;
  end if;
  execute format('lock table message_receipt, %I in access exclusive mode', name);
  execute format('select exists (select 1 from %I)', name) into has_rows;
  if not has_rows then
    execute format('drop table %I', name);
  end if;
  return not has_rows;
end $$;
do $$
begin
  execute format('alter function drop_receipts_of_month set search_path = %I, pg_temp', current_schema());
  revoke execute on function drop_receipts_of_month from public;
end $$;

-- Conversations of an inbox are deleted permanently so many days after they were resolved; 0 = never.
alter table inbox add column delete_resolved_after_days integer not null default 0
  check (delete_resolved_after_days between 0 and 3650);
create index conversation_resolved on conversation (account_id, inbox_id, status_changed_at, id)
  where lifecycle = 'live' and status = 'resolved';

alter table deletion drop constraint deletion_reason_check;
alter table deletion add constraint deletion_reason_check
  check (reason in ('by_hand', 'retention', 'inbox_retention', 'erasure'));
