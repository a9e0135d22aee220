-- A person of an identity provider is linked to one member of each account. For some hours of its development, migration 0007
-- had these keys itself: a database with either text ends with the same ones.
alter table sso_identity drop constraint sso_identity_pkey;
alter table sso_identity add primary key (account_id, issuer, subject);
alter table sso_identity drop constraint if exists sso_identity_user_id_issuer_key;
create unique index if not exists sso_identity_user on sso_identity (user_id, issuer);
