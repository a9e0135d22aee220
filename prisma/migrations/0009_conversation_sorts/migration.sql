-- Lists of conversations by when they began, and by who waits longest; who does not wait comes last, as if from the end
-- of time. The assignee is told by the index, so that a list of somebody's own reads no rows of others.
create index conversation_by_created on conversation
  (account_id, inbox_id, lifecycle, status, created_at desc, id desc) include (assignee_id);
create index conversation_by_waiting on conversation
  (account_id, inbox_id, lifecycle, status, coalesce(waiting_since, timestamptz '9999-12-31 23:59:59.999+00'), id)
  include (assignee_id, waiting_since);
