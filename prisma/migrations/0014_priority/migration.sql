-- How urgent a conversation is; null = nobody has said. Most have none, so the list of those that have is an index of its
-- own, which the others do not touch.
alter table conversation add column priority text check (priority in ('low', 'medium', 'high', 'urgent'));
create index conversation_of_priority on conversation
  (account_id, inbox_id, priority, lifecycle, status, last_activity_at desc, id desc) where priority is not null;

alter table conversation_change drop constraint conversation_change_facet_check;
alter table conversation_change add constraint conversation_change_facet_check
  check (facet in ('status', 'assignee', 'labels', 'priority'));
