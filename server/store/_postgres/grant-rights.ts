import { withConnection } from "@/server/lib/postgres/connection";

/** The roles of a database: who owns the tables, who reaches all accounts, who sees one at a time. */
export type RoleAddresses = {
  ownerUrl: string;
  /** Cross-account work: authentication, relay, jobs. */
  allAccountsUrl: string;
  /** Everything done for a caller. */
  url: string;
};

const LOCK_KEY = 1_953_063_792;

/** What the plain role may do with tables that it does not write freely. An empty text: nothing. */
const RESTRICTED: Readonly<Record<string, string>> = {
  _prisma_migrations: "",
  account: "select, update",
  account_head: "select",
  // Not the hash of the password: it is compared by the role that authenticates.
  app_user: `select (id, email, name, session_version, created_at, updated_at, undo_send_seconds, alert_mails), insert, update`,
  conversation_counter: "select",
  conversation_total: "select",
  counter_audit: "",
  event: "select, update", // redaction
  file_removal: "insert", // by the trigger of a deleted file
  installation: "",
  rate_limit: "",
  relay_state: "select",
  search_bucket: "select",
  search_entry: "select",
};
const FREELY = "select, insert, update, delete";

/**
 * Gives the roles their rights on every table, also on those of migrations that ran just now. A repetition changes nothing.
 * Nothing to do when one role does everything.
 *
 * A policy locks its table, and has a transaction of its own: in the one of the grants it would wait for an autovacuum, which
 * waits for the table's row in `pg_class` that a grant has changed.
 */
export async function grantRights({ ownerUrl, allAccountsUrl, url }: RoleAddresses): Promise<void> {
  if (url === allAccountsUrl) return;
  const [app, worker] = [await roleOf(url), await roleOf(allAccountsUrl)];
  await withConnection(ownerUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [LOCK_KEY]); // concurrent grants would fail
    const names = { app: client.escapeIdentifier(app), worker: client.escapeIdentifier(worker) };
    const { rows: tables } = await client.query<Table>(TABLES, [worker]);
    for (const table of tables.filter(({ lacksPolicy }) => lacksPolicy))
      await client.query(policyFor(table, names.worker));
    await client.query(grantsOn(tables, names).join(";\n"));
  });
}

type Table = {
  /** Quoted. */
  name: string;
  relname: string;
  isPartition: boolean;
  /** It has row-level security, and no policy for the worker yet. */
  lacksPolicy: boolean;
};

const TABLES = `
  select c.oid::regclass::text as name, c.relname, c.relispartition as "isPartition",
         c.relrowsecurity and not exists (
           select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'all_accounts'
              and p.polroles = array[$1::regrole::oid]) as "lacksPolicy"
    from pg_class c
   where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
     and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
   order by 1`;

/** Statements that are sent together are one transaction. */
const policyFor = ({ name }: Table, worker: string): string =>
  `drop policy if exists all_accounts on ${name}; create policy all_accounts on ${name} to ${worker} using (true)`;

function grantsOn(tables: readonly Table[], { app, worker }: { app: string; worker: string }): string[] {
  return [
    `grant usage on schema public to ${app}, ${worker}`,
    `grant usage on all sequences in schema public to ${app}, ${worker}`,
    `grant execute on function ensure_partitions, drop_events_of_month, drop_receipts_of_month, analyze_if_grown to ${worker}`,
    `grant execute on function contact_ids_by_email, contact_ids_like, idempotency_keys_about, empty_account to ${app}, ${worker}`,
    ...tables.flatMap(({ name, relname, isPartition }) => [
      ...rightsOn(name, isPartition ? "" : (RESTRICTED[relname] ?? FREELY), app),
      ...(relname === "_prisma_migrations" ? [] : [`grant ${FREELY} on ${name} to ${worker}`]),
    ]),
  ];
}

const rightsOn = (table: string, rights: string, role: string): string[] => [
  `revoke all on ${table} from ${role}`,
  ...(rights === "" ? [] : [`grant ${rights} on ${table} to ${role}`]),
];

async function roleOf(url: string): Promise<string> {
  return withConnection(url, async (client) => {
    const { rows } = await client.query<{ role: string }>("select current_user as role");
    return rows[0]?.role ?? "";
  });
}
