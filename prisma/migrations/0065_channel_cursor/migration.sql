-- Until when an inbox has all messages that its provider keeps.

alter table inbox_channel_health add column caught_up_until timestamptz(3);
