-- An inbox may also post the creation of a channel of WuKongIM's API. Inboxes that exist do not.
alter table inbox drop constraint inbox_posted_notices_check;
alter table inbox add constraint inbox_posted_notices_check
  check (posted_notices <@ array['created', 'assigned', 'resolved', 'reopened']);
