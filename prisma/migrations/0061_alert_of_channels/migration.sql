-- Alerts about inboxes whose channel is disconnected.

alter table alert drop constraint alert_kind_check;
alter table alert add constraint alert_kind_check
  check (kind in ('stuck_messages', 'callback_down', 'settings_drifted', 'endpoint_disabled', 'bulk_timed_out',
                  'nobody_takes_replies', 'messages_overdue', 'no_delivery_reports', 'messages_failing', 'disk_filling',
                  'archive_failing', 'channel_disconnected'));
