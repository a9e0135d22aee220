-- What the health report counts. Attempts by the time at which they began.
create index message_attempt_started on message_attempt (account_id, inbox_id, started_at);
-- Attempts that failed: few of the receipts.
create index message_receipt_failed on message_receipt (account_id, received_at)
  where signal = 'failed' and result = 'applied';
-- Messages that were sent and are not known to have arrived.
create index message_sent on message (account_id, inbox_id, created_at)
  where status = 'sent' and deleted_at is null;
