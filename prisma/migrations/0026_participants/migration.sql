-- Who follows a conversation beside its assignee, in the order they came: [{ userId, because, since }].
alter table conversation add participants jsonb not null default '[]';
