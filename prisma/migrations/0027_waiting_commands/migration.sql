-- What waits for a contact, without reading what they have acknowledged.
create index command_recipient_waiting on command_recipient (account_id, contact_id, number)
  where acknowledged_at is null;
