-- A receiver may ask to be told at times that it is told: null = never.
alter table endpoint add column heartbeat_minutes integer check (heartbeat_minutes between 1 and 1440);
create index endpoint_heartbeat on endpoint (account_id, id) where heartbeat_minutes is not null;

-- When it was owed the last one, and which delivery that is: there is no other while it waits.
alter table endpoint_progress add column heartbeat_at timestamptz(3);
alter table endpoint_progress add column heartbeat_id bigint;
