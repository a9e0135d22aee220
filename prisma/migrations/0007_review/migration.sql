-- When an administrator last looked at an inbox's settings, and what they were: { at, by, release, settings }.
alter table inbox
  add review jsonb,
  -- How often to look again; 0 = not to be reminded.
  add review_every_days integer not null default 7 check (review_every_days between 0 and 365);
create index setting_change_subject on setting_change (account_id, subject, id desc);
