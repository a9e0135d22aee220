-- What every reader of the counters wants, without a row per assignee: everybody's, and of that nobody's. The fold
-- writes it together with conversation_counter; somebody's own are read from there, by assignee.
create table conversation_total (
  account_id bigint not null,
  inbox_id bigint not null,
  lifecycle text not null,
  status text not null,
  count bigint not null,
  unassigned bigint not null,
  primary key (account_id, inbox_id, lifecycle, status)
);
create index conversation_counter_assignee on conversation_counter (account_id, assignee_id);

-- No delta may be folded between the sum and the commit.
lock table conversation_counter in share row exclusive mode;
insert into conversation_total
select account_id, inbox_id, lifecycle, status, sum(count), coalesce(sum(count) filter (where assignee_id = 0), 0)
  from conversation_counter group by 1, 2, 3, 4;
