import { createHmac } from "node:crypto";
import { withConnection } from "./connection";

/**
 * The roles of the built-in clusters (docs/decisions/0031). `owner` owns the tables: migrations, first run, command-line
 * programs. `worker` reaches the rows of all accounts: authentication, relay, jobs. `app` sees one account at a time:
 * everything done for a caller.
 */
export const ROLES = { owner: "tickline_owner", worker: "tickline_worker", app: "tickline_app" } as const;
export type Role = keyof typeof ROLES;

/** A role's password follows from the superuser's; the superuser's does not follow from it. */
export const passwordOf = (role: Role, superuserPassword: string): string =>
  createHmac("sha256", superuserPassword).update(`postgres role ${ROLES[role]}`).digest("base64url");

/**
 * Functions that change a connection's settings, speak to other processes, store what belongs to no account, or reveal the
 * server. The plain role may call none of them.
 */
const RESERVED_FUNCTIONS = [
  "set_config(text, text, boolean)",
  "pg_notify(text, text)",
  "lo_creat(integer)",
  "lo_create(oid)",
  "lo_from_bytea(oid, bytea)",
  "pg_control_system()",
  "pg_control_checkpoint()",
] as const;

/**
 * Creates the roles, and makes the owner the owner of the database and of all that is in it: in a cluster of an earlier
 * release that was the superuser. One transaction; a repetition changes nothing. `url`: the superuser's, of the
 * application's database.
 */
export async function provideRoles(url: string, superuserPassword: string): Promise<void> {
  await withConnection(url, async (client) => {
    await client.query("begin");
    for (const role of ["owner", "worker", "app"] as const)
      await client.query(roleSql(role, superuserPassword));
    await client.query(databaseSql(client.escapeIdentifier(client.database ?? "")));
    await client.query(TAKE_OVER);
    await client.query("commit");
  });
}

const roleSql = (role: Role, superuserPassword: string): string => `
  do $$ begin
    if not exists (select 1 from pg_roles where rolname = '${ROLES[role]}') then create role ${ROLES[role]}; end if;
  end $$;
  alter role ${ROLES[role]} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
    password '${passwordOf(role, superuserPassword)}';`;

/** `database`: its quoted name. */
export const databaseSql = (database: string): string => `
  alter database ${database} owner to ${ROLES.owner};
  revoke all on database ${database} from public;
  grant connect on database ${database} to ${ROLES.worker}, ${ROLES.app};
  revoke create on schema public from public;
  revoke usage on language plpgsql from public;
  grant usage on language plpgsql to ${ROLES.owner}, ${ROLES.worker};
  ${RESERVED_FUNCTIONS.map(
    (name) => `revoke execute on function ${name} from public;
  grant execute on function ${name} to ${ROLES.owner}, ${ROLES.worker};`,
  ).join("\n  ")}`;

/** What the superuser owns in the schema, without what belongs to an extension or follows its table. */
const TAKE_OVER = `
  do $$
  declare
    taken text;
  begin
    for taken in
      select format('alter %s %s owner to ${ROLES.owner}',
                    case c.relkind when 'S' then 'sequence' when 'v' then 'view' else 'table' end, c.oid::regclass)
        from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
         and c.relowner <> '${ROLES.owner}'::regrole
         and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                          and d.deptype in ('a', 'i', 'e') and d.refclassid <> 'pg_namespace'::regclass
                          and (c.relkind = 'S' or d.deptype = 'e'))
       union all
      select format('alter function %s owner to ${ROLES.owner}', p.oid::regprocedure) from pg_proc p
       where p.pronamespace = 'public'::regnamespace and p.proowner <> '${ROLES.owner}'::regrole
         and not exists (select 1 from pg_depend d
                          where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
    loop
      execute taken;
    end loop;
  end $$`;
