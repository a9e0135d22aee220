-- What a provider reports of an inbox's number (docs/decisions/0122). number: as it was read last. notices: the last report of each kind, by its
-- name. unknown_numbers: those that webhooks of the inbox were about and no inbox has, by the provider's id.
alter table inbox_channel_health
  add column number jsonb check (jsonb_typeof(number) = 'object'),
  add column notices jsonb not null default '{}' check (jsonb_typeof(notices) = 'object'),
  add column unknown_numbers jsonb not null default '{}' check (jsonb_typeof(unknown_numbers) = 'object');
