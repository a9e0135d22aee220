-- A token for some inboxes reaches the contacts of these inboxes only (docs/decisions/0091). What it created it reaches before
-- that has a name in an inbox, or a contact.
alter table contact add column created_by_token_id bigint;
create index contact_created_by_token on contact (account_id, created_by_token_id, id desc)
  where created_by_token_id is not null;
alter table company add column created_by_token_id bigint;

-- The contacts of an inbox in order of id.
create index contact_inbox_list on contact_inbox (account_id, inbox_id, contact_id);

-- Tokens that exist keep what they reach.
update api_token set scopes = array_append(scopes, 'contacts:all')
 where (cardinality(inbox_ids) > 0 or bot_id is not null) and not scopes @> array['contacts:all'];
