import { withConnection } from "@/server/lib/postgres/connection";
import { log } from "@/server/lib/process/log";

/** What a role can do beyond reading and writing rows of one account. */
export type RolePowers = { isSuperuser: boolean; bypassesPolicies: boolean; ownsTables: boolean };

const POWERS = `
  select r.rolsuper as "isSuperuser", r.rolbypassrls as "bypassesPolicies",
         exists (select 1 from pg_class c
                  where c.relnamespace = current_schema()::regnamespace and c.relname = 'account'
                    and pg_has_role(c.relowner, 'usage')) as "ownsTables"
    from pg_roles r where r.rolname = current_user`;

/** Warns the operator when the role of requests has more power than it needs. Tickline works with it all the same. */
export async function warnOfRole(
  url: string,
  warn: (text: string) => void = (text) => log.warn(text),
): Promise<void> {
  const fault = await readRoleFault(url);
  if (fault) warn(fault);
}

/** Why the role of this address has more power than requests need, and what to do; null: it has not. */
export async function readRoleFault(url: string): Promise<string | null> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<RolePowers>(POWERS);
    const reason = rows[0] && faultOf(rows[0]);
    return reason ? `${reason}: ${ADVICE}` : null;
  });
}

const ADVICE =
  "a fault in a query would reach every account; give DATABASE_URL a plain role, and set DATABASE_WORKER_URL and DATABASE_OWNER_URL (docs/operations.md, Roles of Postgres)";

/** Why a role with these powers is no second wall, or null. */
export function faultOf({ isSuperuser, bypassesPolicies, ownsTables }: RolePowers): string | null {
  if (isSuperuser) return "the role of DATABASE_URL is a superuser";
  if (bypassesPolicies) return "the role of DATABASE_URL bypasses row-level security";
  if (ownsTables) return "the role of DATABASE_URL owns the tables";
  return null;
}
