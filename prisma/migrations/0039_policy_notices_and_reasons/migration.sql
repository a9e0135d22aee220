-- A notification is about a conversation, an alert, or a change of an inbox's policy. Existing rows satisfy the new rule, since
-- they satisfy the earlier one, so they are not read again.
alter table notification add column change_id bigint;
alter table notification drop constraint notification_about;
alter table notification add constraint notification_about
  check (num_nonnulls(conversation_id, alert_id, change_id) = 1) not valid;
alter table notification drop constraint notification_kind_check;
alter table notification add constraint notification_kind_check
  check (kind in ('assigned', 'mentioned', 'message', 'not_delivered', 'alert', 'policy_changed')) not valid;

-- Why a receipt changed nothing. Null: it was applied, or it is older than this column.
alter table message_receipt add column reason text;
