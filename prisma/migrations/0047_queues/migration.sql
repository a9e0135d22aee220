-- Until when a process may be sending a delivery; null: none is. `due_at` alone does not tell a lease from a planned try.
-- Who discarded a delivery, as an actor.
alter table delivery
  add column lease_until timestamptz(3),
  add column discarded_by jsonb,
  add check ((discarded_by is not null) = (dropped_reason is not distinct from 'discarded'));
create index delivery_failed on delivery (account_id, endpoint_id, id) where state = 'failed';
