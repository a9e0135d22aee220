-- What people call a webhook; null = it has no name.
alter table endpoint add column name text;
