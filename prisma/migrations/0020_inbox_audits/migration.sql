-- What the worker found when it last compared an inbox's settings with those that were looked over.
alter table inbox add column last_audit jsonb;
