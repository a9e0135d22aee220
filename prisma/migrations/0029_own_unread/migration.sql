-- Each member's own unread count (docs/decisions/0060): the difference of two totals, so that no message counts twice and no
-- member needs a row for a conversation that they have never opened.

-- The customer's messages that count as unread, in all; and how many of them came before the last public answer.
alter table conversation add column incoming_count integer not null default 0;
alter table conversation add column answered_count integer not null default 0;
-- Totals begin with what is unread today: only differences count.
update conversation set incoming_count = unread_count,
                        answered_count = case when waiting_since is null then unread_count else 0 end
 where unread_count > 0;

-- `incoming_count` of the conversation up to `number`. `version` orders the states of a mark.
alter table conversation_seen add column incoming_count integer not null default 0;
alter table conversation_seen add column version integer not null default 1;
update conversation_seen s set incoming_count = c.incoming_count
  from conversation c
 where c.account_id = s.account_id and c.id = s.conversation_id and c.incoming_count > 0
   and not exists (select 1 from message m
                    where m.account_id = s.account_id and m.conversation_id = s.conversation_id and m.number > s.number
                      and m.kind = 'message' and m.direction = 'in' and m.counts_unread);
