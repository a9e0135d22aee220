import type pg from "pg";
import { log } from "@/server/lib/process/log";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { createClient, withConnection } from "./connection";

const VERSION_MIN = 15;

/** The variables with an operator's addresses of one database. */
export type ExternalAddresses = { DATABASE_URL: string } & {
  [K in "DATABASE_WORKER_URL" | "DATABASE_DIRECT_URL" | "DATABASE_OWNER_URL"]?: string | undefined;
};

/**
 * Checks that the operator's own database can be used: reachable, Postgres 15 or newer, UTF-8, a character type other
 * than C or POSIX (with those, search finds no Chinese at all), and with an address that bypasses a pooler in transaction
 * mode: locks and LISTEN last as long as a connection.
 * @throws StartFailure one line for each fault, without the password.
 */
export async function checkExternalPostgres({ DATABASE_URL, ...others }: ExternalAddresses): Promise<void> {
  const { DATABASE_WORKER_URL, DATABASE_DIRECT_URL, DATABASE_OWNER_URL } = others;
  const first = await checkAddress("DATABASE_URL", DATABASE_URL);
  for (const [variable, url] of Object.entries(others)) {
    if (url && (await checkAddress(variable, url)) !== first)
      throw new StartFailure(
        `${variable} is another database, or another server, than DATABASE_URL: it must be the same${variable === "DATABASE_DIRECT_URL" ? " past the pooler" : ""}`,
      );
  }
  if (DATABASE_OWNER_URL) await refusePooler("DATABASE_OWNER_URL", DATABASE_OWNER_URL, NOT_DIRECT);
  if (!DATABASE_DIRECT_URL) {
    if (DATABASE_WORKER_URL) await refusePooler("DATABASE_WORKER_URL", DATABASE_WORKER_URL, POOLED);
    return refusePooler("DATABASE_URL", DATABASE_URL, POOLED);
  }
  await refusePooler("DATABASE_DIRECT_URL", DATABASE_DIRECT_URL, NOT_DIRECT);
}

/** The fault of a pooled address where DATABASE_DIRECT_URL is missing. */
export const POOLED =
  "is behind a pooler in transaction mode: give Postgres' own address in DATABASE_DIRECT_URL as well";
const NOT_DIRECT = "is behind a pooler in transaction mode too: give Postgres' own address";

/** @returns an identifier of this database on this server. */
async function checkAddress(variable: string, url: string): Promise<string> {
  const { host } = new URL(url);
  const [properties] = await withConnection(settingsOf(url), async (client) => {
    const { rows } = await client.query<Properties>(
      `select current_setting('server_version_num')::int / 10000 as version,
              pg_encoding_to_char(encoding) as encoding,
              datctype as ctype,
              pg_postmaster_start_time()::text || ' ' || datname as identity
       from pg_database where datname = current_database()`,
    );
    return rows;
  }).catch((error: unknown) => {
    throw new StartFailure(
      `the database at ${host} (${variable}) cannot be reached: ${connectionFault(error)}`,
    );
  });
  const fault = properties && faultOfDatabase(properties);
  if (fault) throw new StartFailure(`the database at ${host} (${variable}) ${fault}`);
  return properties?.identity ?? "";
}

const settingsOf = (url: string) => ({ connectionString: url, connectionTimeoutMillis: 5000 });

/** Logs that a database allows fewer connections than this program may open: under load some would be refused. */
export async function warnOfFewConnections(url: string, needed: number): Promise<void> {
  await withConnection(settingsOf(url), async (client) => {
    const { rows } = await client.query<{ max: number }>(
      "select current_setting('max_connections')::int as max",
    );
    const max = rows[0]?.max ?? needed;
    if (max < needed)
      log.warn(
        `Postgres allows ${max} connections (max_connections), and these web processes may need ${needed}: raise it, or lower DATABASE_CONNECTIONS or WEB_THREADS`,
      );
  });
}

/** @throws StartFailure with `fault` if the address leads to a pooler in transaction mode. */
export async function refusePooler(variable: string, url: string, fault: string): Promise<void> {
  if (await isPooledByTransaction(url))
    throw new StartFailure(`the database at ${new URL(url).host} (${variable}) ${fault}`);
}

type Properties = { version: number; encoding: string; ctype: string; identity: string };

/** Why a database with these properties cannot be used, or undefined. */
export function faultOfDatabase({
  version,
  encoding,
  ctype,
}: {
  version: number;
  encoding: string;
  ctype: string;
}): string | undefined {
  if (version < VERSION_MIN) return `runs Postgres ${version}, but ${VERSION_MIN} or newer is needed`;
  if (encoding !== "UTF8")
    return `is encoded in ${encoding}, but UTF8 is needed: create it with "encoding 'UTF8' template template0"`;
  if (ctype === "C" || ctype === "POSIX") {
    return `has lc_ctype ${ctype}, with which search finds no Chinese: create it with "locale 'C.UTF-8' template template0"`;
  }
  return undefined;
}

function connectionFault(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return reasonOf(error) || codeOf(error) || "unknown reason";
}

/** Probes per connection: a busy pooler gives it another backend sooner or later. */
const PROBES = 5;

/**
 * Whether an address leads to a pooler that gives each transaction another connection (PgBouncer in transaction mode).
 * Such a pooler lets two open connections share a backend, or gives one several. For Postgres itself one probe is enough:
 * the process of the handshake is the one that answers.
 * @returns false also for a pooler whose clients keep their connection: everything works with it.
 */
async function isPooledByTransaction(url: string): Promise<boolean> {
  const clients: pg.Client[] = [];
  const open = async () => {
    const client = createClient(settingsOf(url));
    clients.push(client);
    await client.connect();
    return client;
  };
  try {
    const one = await open();
    const backend = await backendOf(one);
    if (handshakePid(one) === backend) return false;
    const other = await open();
    for (let probe = 0; probe < PROBES; probe += 1) {
      if ((await backendOf(other)) === backend || (await backendOf(one)) !== backend) return true;
    }
    return false;
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}

/** The server's process id from the handshake; pg's type omits the field. */
const handshakePid = (client: pg.Client): unknown => ("processID" in client ? client.processID : undefined);
