-- Bytes of files that came on a day (UTC), against the budgets of uploads (docs/decisions/0085). A row is locked only for the
-- statement that counts.
create table upload_usage (
  account_id bigint not null,
  day date not null,
  scope text not null check (scope in ('visitor', 'inbox', 'account')),
  -- Of the contact, the inbox or the account.
  scope_id bigint not null,
  bytes bigint not null,
  primary key (account_id, day, scope, scope_id)
);
create index upload_usage_day on upload_usage (day);
alter table upload_usage enable row level security;
create policy account on upload_usage using (account_id = current_account());

alter table alert drop constraint alert_kind_check;
alter table alert add constraint alert_kind_check
  check (kind in ('stuck_messages', 'callback_down', 'settings_drifted', 'endpoint_disabled', 'bulk_timed_out',
                  'nobody_takes_replies', 'messages_overdue', 'no_delivery_reports', 'messages_failing', 'disk_filling'));
alter table alert drop constraint alert_subject_type_check;
alter table alert add constraint alert_subject_type_check check (subject_type in ('inbox', 'endpoint', 'bulk_operation', 'disk'));
