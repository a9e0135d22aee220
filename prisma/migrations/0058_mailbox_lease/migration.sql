-- The process that holds an inbox's connection, and until when it does unless it extends that.
alter table inbox_channel_health add column leased_by uuid, add column leased_until timestamptz(3);
