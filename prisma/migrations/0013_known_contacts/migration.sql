-- Whether creating a contact that exists answers with it in Chatwoot's API; else it is refused, as there.
alter table account add column accepts_known_contacts boolean not null default true;
