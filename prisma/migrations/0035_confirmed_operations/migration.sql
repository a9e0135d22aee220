-- An operation whose end is told (`Prefer: confirm`) is written down as running before it begins, in a transaction of its
-- own: what a fault or a killed process leaves without an end has timed out at deadline_at.
alter table operation add column deadline_at timestamptz(3);
alter table operation add column request_id text;
-- How many events it made; null of bulk operations and deletions.
alter table operation add column events integer;
create index operation_due on operation (deadline_at) where state = 'running';

-- Of an answer whose operation was told: which.
alter table idempotency add column operation_id uuid;
