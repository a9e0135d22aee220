-- What the processes of an installation agree on: one row.
create table installation (
  id int primary key default 1 check (id = 1),
  -- The key under which the file store of this installation has its mark; null: no process has stored one yet.
  file_store_key text,
  -- A text sealed with the installation's secret; null: no process has sealed one yet.
  sealed_check text,
  -- Nothing leaves the installation from then on, until an administrator confirms that it may; null: it may.
  outbound_paused_at timestamptz(3),
  -- When `npm run backup` last wrote a backup.
  backed_up_at timestamptz(3),
  -- Written to learn whether the database can store anything again: not compressed, so that it needs new pages.
  probe text
);
alter table installation alter column probe set storage external;
insert into installation default values;
