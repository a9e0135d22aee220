-- Labels that were taken in from conversations when labels became rows: no event told of them. The worker does; what
-- changed since was told whole with its change.
create table label_untold (
  account_id bigint not null,
  label_id bigint not null,
  primary key (account_id, label_id)
);
insert into label_untold (account_id, label_id)
select l.account_id, l.id from label l
 where l.version = 1
   and not exists (select 1 from outbox o
                    where o.type = 'label.created' and o.account_id = l.account_id and o.resource_id = l.id)
   and not exists (select 1 from event e
                    where e.type = 'label.created' and e.account_id = l.account_id and e.resource_id = l.id);
