-- Whether a member's reply to an unassigned conversation assigns it to them: the account's default, and each member's own choice.
-- Why a conversation has its assignee, if a rule decided it; null: somebody chose them, or nobody is assigned (docs/decisions/0101).
alter table account add column assigns_on_reply boolean not null default false;
alter table member add column assign_on_reply text not null default 'account'
  check (assign_on_reply in ('account', 'always', 'never'));
alter table conversation add column assignee_cause jsonb;
