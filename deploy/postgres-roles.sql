-- Tickline's roles (docs/operations.md, Roles of Postgres), as a superuser in Tickline's database. The setting tickline.password
-- is their password. A repetition changes nothing but the password.
do $$
declare
  own text;
begin
  foreach own in array array['tickline_owner', 'tickline_worker', 'tickline_app'] loop
    if not exists (select 1 from pg_roles where rolname = own) then execute format('create role %I', own); end if;
    execute format(
      'alter role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password %L',
      own, current_setting('tickline.password'));
  end loop;
  execute format('alter database %I owner to tickline_owner', current_database());
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect on database %I to tickline_worker, tickline_app', current_database());
  -- What another role has made before, without what belongs to an extension or follows its table.
  for own in
    select format('alter %s %s owner to tickline_owner',
                  case c.relkind when 'S' then 'sequence' when 'v' then 'view' else 'table' end, c.oid::regclass)
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
       and c.relowner <> 'tickline_owner'::regrole
       and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                        and d.deptype in ('a', 'i', 'e') and d.refclassid <> 'pg_namespace'::regclass
                        and (c.relkind = 'S' or d.deptype = 'e'))
    union all
    select format('alter routine %s owner to tickline_owner', p.oid::regprocedure)
      from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.proowner <> 'tickline_owner'::regrole
       and not exists (select 1 from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  loop
    execute own;
  end loop;
end $$;
grant create, usage on schema public to tickline_owner;
revoke create on schema public from public;
revoke execute on function set_config(text, text, boolean) from public;
grant execute on function set_config(text, text, boolean) to tickline_owner, tickline_worker;
revoke usage on language plpgsql from public;
grant usage on language plpgsql to tickline_owner, tickline_worker;
revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), pg_notify(text, text) from public;
grant execute on function pg_notify(text, text) to tickline_owner, tickline_worker;
grant execute on function pg_control_system(), pg_control_checkpoint() to tickline_owner, tickline_worker;
