-- Whether the account has the demo's data, until an administrator removes it.
alter table account add column is_demo boolean not null default false;

-- The demo of earlier releases: its first agent is known by the e-mail.
update account set is_demo = true
 where exists (select 1 from member m join app_user u on u.id = m.user_id
                where m.account_id = account.id and u.email = 'mariana@tickline.local' and m.created_at = account.created_at);
