-- The API for customers' software is off until an administrator turns it on.
alter table inbox
  add column public_api boolean not null default false,
  -- Sealed. Signs the identifiers of customers whom the inbox's own site has signed in.
  add column identity_secret text;

-- Who made a contact's name in an inbox: a channel or member; a visitor, who proves nothing; or a visitor whose identifier
-- was signed.
alter table contact_inbox
  add column made_by text not null default 'channel'
    constraint contact_inbox_made_by check (made_by in ('channel', 'visitor', 'identified_visitor'));
