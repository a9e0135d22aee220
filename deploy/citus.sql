-- The tables of Tickline as Citus would distribute them: rows by account, so that a command's transaction runs on one node.
--
-- This file was never run on Citus: none was at hand. Read docs/operations.md, Citus, first: the worker and the relay have statements
-- over all accounts that Citus does not execute. test/guarantees/laws/one-account/keys.test.ts runs it on Postgres, with functions in
-- place of those of Citus, and checks tables and keys against the rules of Citus.
--
-- Run it once as the superuser on the coordinator, in an empty database after the first start's migrations, with no process running.

begin;

-- Unique keys without the account cannot be checked across nodes. Three secrets and an inbox's identifier are random, and the id of a
-- file comes from one sequence, so uniqueness within the account is enough. The plain index finds the row on all nodes.
drop index api_token_secret, password_link_secret, deletion_plan_token, inbox_identifier, file_id, sso_identity_user;
create unique index api_token_secret on api_token (account_id, secret_hash);
create index api_token_by_secret on api_token (secret_hash);
create unique index password_link_secret on password_link (account_id, secret_hash);
create index password_link_by_secret on password_link (secret_hash);
create unique index deletion_plan_token on deletion_plan (account_id, token_hash);
create unique index inbox_identifier on inbox (account_id, identifier);
create index inbox_by_identifier on inbox (identifier);
create index file_by_id on file (id);
create unique index sso_identity_user on sso_identity (account_id, user_id, issuer);

-- An event waits where its account is, so that the transaction of a command stays on one node. The sequence of the ids stays one.
alter table outbox drop constraint outbox_pkey;
alter table outbox add primary key (account_id, id);
create index outbox_by_id on outbox (id);

-- People may be members of several accounts, and rows of accounts refer to them: a copy on each node.
select create_reference_table('app_user');
select create_reference_table('user_session');
select create_reference_table('two_factor');
select create_reference_table('recovery_code');
select create_reference_table('known_network');

-- Of the installation: on the coordinator.
select citus_add_local_table_to_metadata('installation');
select citus_add_local_table_to_metadata('relay_state');
select citus_add_local_table_to_metadata('rate_limit');
select citus_add_local_table_to_metadata('file_removal');

-- The triggers write rows of the account that they run for, on the same node. That of deleted files writes to `file_removal`, which is on
-- the coordinator: it has to be replaced first (docs/operations.md).
set local citus.enable_unsafe_triggers = on;

-- Rows by account. Partitions of `event` and `message_receipt` follow their tables, row-level security and its policies come along.
select create_distributed_table('account', 'id');
select create_distributed_table('member', 'account_id', colocate_with => 'account');
select create_distributed_table('push_device', 'account_id', colocate_with => 'account');
select create_distributed_table('account_counter', 'account_id', colocate_with => 'account');
select create_distributed_table('account_head', 'account_id', colocate_with => 'account');
select create_distributed_table('alert', 'account_id', colocate_with => 'account');
select create_distributed_table('api_token', 'account_id', colocate_with => 'account');
select create_distributed_table('archived_conversation', 'account_id', colocate_with => 'account');
select create_distributed_table('archived_file', 'account_id', colocate_with => 'account');
select create_distributed_table('attribute_definition', 'account_id', colocate_with => 'account');
select create_distributed_table('bulk_item', 'account_id', colocate_with => 'account');
select create_distributed_table('bulk_operation', 'account_id', colocate_with => 'account');
select create_distributed_table('canned_reply', 'account_id', colocate_with => 'account');
select create_distributed_table('canned_reply_file', 'account_id', colocate_with => 'account');
select create_distributed_table('canned_reply_use', 'account_id', colocate_with => 'account');
select create_distributed_table('command_message', 'account_id', colocate_with => 'account');
select create_distributed_table('command_queue', 'account_id', colocate_with => 'account');
select create_distributed_table('command_recipient', 'account_id', colocate_with => 'account');
select create_distributed_table('company', 'account_id', colocate_with => 'account');
select create_distributed_table('connected_device', 'account_id', colocate_with => 'account');
select create_distributed_table('contact', 'account_id', colocate_with => 'account');
select create_distributed_table('contact_change', 'account_id', colocate_with => 'account');
select create_distributed_table('contact_inbox', 'account_id', colocate_with => 'account');
select create_distributed_table('contact_label', 'account_id', colocate_with => 'account');
select create_distributed_table('contact_note', 'account_id', colocate_with => 'account');
select create_distributed_table('conversation', 'account_id', colocate_with => 'account');
select create_distributed_table('conversation_change', 'account_id', colocate_with => 'account');
select create_distributed_table('conversation_counter', 'account_id', colocate_with => 'account');
select create_distributed_table('conversation_label', 'account_id', colocate_with => 'account');
select create_distributed_table('conversation_member', 'account_id', colocate_with => 'account');
select create_distributed_table('conversation_mention', 'account_id', colocate_with => 'account');
select create_distributed_table('conversation_seen', 'account_id', colocate_with => 'account');
select create_distributed_table('conversation_total', 'account_id', colocate_with => 'account');
select create_distributed_table('counter_audit', 'account_id', colocate_with => 'account');
select create_distributed_table('counter_delta', 'account_id', colocate_with => 'account');
select create_distributed_table('deletion', 'account_id', colocate_with => 'account');
select create_distributed_table('deletion_ack', 'account_id', colocate_with => 'account');
select create_distributed_table('deletion_item', 'account_id', colocate_with => 'account');
select create_distributed_table('deletion_plan', 'account_id', colocate_with => 'account');
select create_distributed_table('delivery', 'account_id', colocate_with => 'account');
select create_distributed_table('delivery_try', 'account_id', colocate_with => 'account');
select create_distributed_table('device_position', 'account_id', colocate_with => 'account');
select create_distributed_table('draft', 'account_id', colocate_with => 'account');
select create_distributed_table('endpoint', 'account_id', colocate_with => 'account');
select create_distributed_table('endpoint_hour', 'account_id', colocate_with => 'account');
select create_distributed_table('endpoint_progress', 'account_id', colocate_with => 'account');
select create_distributed_table('event', 'account_id', colocate_with => 'account');
select create_distributed_table('file', 'account_id', colocate_with => 'account');
select create_distributed_table('forwarded_note', 'account_id', colocate_with => 'account');
select create_distributed_table('idempotency', 'account_id', colocate_with => 'account');
select create_distributed_table('inbox', 'account_id', colocate_with => 'account');
select create_distributed_table('inbox_channel_health', 'account_id', colocate_with => 'account');
select create_distributed_table('inbox_member', 'account_id', colocate_with => 'account');
select create_distributed_table('inbox_sending', 'account_id', colocate_with => 'account');
select create_distributed_table('inbox_socket', 'account_id', colocate_with => 'account');
select create_distributed_table('label', 'account_id', colocate_with => 'account');
select create_distributed_table('label_move', 'account_id', colocate_with => 'account');
select create_distributed_table('macro', 'account_id', colocate_with => 'account');
select create_distributed_table('mail', 'account_id', colocate_with => 'account');
select create_distributed_table('mailbox_cursor', 'account_id', colocate_with => 'account');
select create_distributed_table('message', 'account_id', colocate_with => 'account');
select create_distributed_table('message_attachment', 'account_id', colocate_with => 'account');
select create_distributed_table('message_attempt', 'account_id', colocate_with => 'account');
select create_distributed_table('message_email', 'account_id', colocate_with => 'account');
select create_distributed_table('message_hold', 'account_id', colocate_with => 'account');
select create_distributed_table('message_receipt', 'account_id', colocate_with => 'account');
select create_distributed_table('message_change', 'account_id', colocate_with => 'account');
select create_distributed_table('message_revision', 'account_id', colocate_with => 'account');
select create_distributed_table('notification', 'account_id', colocate_with => 'account');
select create_distributed_table('notification_settings', 'account_id', colocate_with => 'account');
select create_distributed_table('operation', 'account_id', colocate_with => 'account');
select create_distributed_table('outbox', 'account_id', colocate_with => 'account');
select create_distributed_table('parked_receipt', 'account_id', colocate_with => 'account');
select create_distributed_table('password_link', 'account_id', colocate_with => 'account');
select create_distributed_table('policy_decision', 'account_id', colocate_with => 'account');
select create_distributed_table('purged_source', 'account_id', colocate_with => 'account');
select create_distributed_table('push', 'account_id', colocate_with => 'account');
select create_distributed_table('receipt_summary', 'account_id', colocate_with => 'account');
select create_distributed_table('refused_mail', 'account_id', colocate_with => 'account');
select create_distributed_table('saved_view', 'account_id', colocate_with => 'account');
select create_distributed_table('scheduled_message', 'account_id', colocate_with => 'account');
select create_distributed_table('scheduled_message_file', 'account_id', colocate_with => 'account');
select create_distributed_table('search_bucket', 'account_id', colocate_with => 'account');
select create_distributed_table('search_due', 'account_id', colocate_with => 'account');
select create_distributed_table('search_entry', 'account_id', colocate_with => 'account');
select create_distributed_table('send', 'account_id', colocate_with => 'account');
select create_distributed_table('send_try', 'account_id', colocate_with => 'account');
select create_distributed_table('setting_change', 'account_id', colocate_with => 'account');
select create_distributed_table('signature', 'account_id', colocate_with => 'account');
select create_distributed_table('sso_identity', 'account_id', colocate_with => 'account');
select create_distributed_table('team', 'account_id', colocate_with => 'account');
select create_distributed_table('team_member', 'account_id', colocate_with => 'account');
select create_distributed_table('tombstone', 'account_id', colocate_with => 'account');
select create_distributed_table('tombstone_counter', 'account_id', colocate_with => 'account');
select create_distributed_table('transition', 'account_id', colocate_with => 'account');
select create_distributed_table('upload_usage', 'account_id', colocate_with => 'account');
select create_distributed_table('wukongim_channel', 'account_id', colocate_with => 'account');
select create_distributed_table('wukongim_device', 'account_id', colocate_with => 'account');
select create_distributed_table('wukongim_listed', 'account_id', colocate_with => 'account');
select create_distributed_table('wukongim_payload', 'account_id', colocate_with => 'account');
select create_distributed_table('wukongim_place', 'account_id', colocate_with => 'account');
select create_distributed_table('wukongim_system_uid', 'account_id', colocate_with => 'account');

-- Each finds keys of the account that is its first argument.
select create_distributed_function('contact_ids_by_email(bigint, text[])', '$1', colocate_with => 'account');
select create_distributed_function('contact_ids_like(bigint, text, boolean, boolean, bigint, bigint)', '$1', colocate_with => 'account');
select create_distributed_function('idempotency_keys_about(bigint, text[])', '$1', colocate_with => 'account');
select create_distributed_function('empty_account(bigint, bigint, text)', '$1', colocate_with => 'account');

commit;
