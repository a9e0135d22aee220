-- The sites whose pages may call an account's APIs from the browser (CORS).
alter table account add column allowed_origins text[] not null default '{}';
