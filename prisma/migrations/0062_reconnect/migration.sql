-- When an administrator last requested that the inbox's connection is made anew: the process that holds it does so once for each.
alter table inbox_channel_health add column reconnect_at timestamptz(3);
