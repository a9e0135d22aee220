-- Since when a conversation is in the trash; the oldest are purged first.
alter table conversation add column trashed_at timestamptz(3);
create index conversation_trashed on conversation (account_id, inbox_id, trashed_at, id) where lifecycle = 'trashed';

-- Trashing and restoring can be taken back like every other change; so can custom attributes.
alter table conversation_change drop constraint conversation_change_facet_check;
alter table conversation_change add constraint conversation_change_facet_check
  check (facet in ('status', 'assignee', 'labels', 'priority', 'team', 'attributes', 'lifecycle'));
