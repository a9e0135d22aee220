-- Whether a member is at work right now, as they say themselves.
alter table member add availability text not null default 'online' check (availability in ('online', 'away'));
