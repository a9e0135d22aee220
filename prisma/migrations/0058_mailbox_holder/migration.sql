-- The process that holds an inbox's connection, and until when it does unless it extends that.
alter table inbox_channel_health add column held_by uuid, add column held_until timestamptz(3);
