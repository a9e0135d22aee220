-- A test may send a real event of a conversation: whether a delivery is a test no longer follows from its sample.
alter table delivery add column is_test boolean not null default false;
update delivery set is_test = true
 where sample is not null and type not in ('system.heartbeat', 'user.onlinestatus');
