-- What a channel knows of a message (docs/decisions/0116). sent_at: its provider's time. in_reply_to: the message that it quotes, {id, number, sourceId}.
-- location: {latitude, longitude, name, address}. reactions: the last one of each person, also one that was taken back: its emoji is null.
alter table message
  add column sent_at timestamptz(3),
  add column in_reply_to jsonb check (jsonb_typeof(in_reply_to) = 'object'),
  add column location jsonb check (jsonb_typeof(location) = 'object'),
  add column reactions jsonb check (jsonb_typeof(reactions) = 'array');
-- Of a deleted message, until it can be restored no more.
alter table message_revision add column location jsonb check (jsonb_typeof(location) = 'object');
update message set sent_at = (email ->> 'sentAt')::timestamptz where email ? 'sentAt';
update message set email = email - 'sentAt' where email ? 'sentAt';
