import pg from "pg";

/** Probes per connection: a busy pooler gives it another backend sooner or later. */
const PROBES = 5;

/**
 * Whether an address leads to a pooler that gives each transaction another connection (PgBouncer in transaction mode).
 * Such a pooler lets two open connections share a backend, or gives one several. For Postgres itself one probe is enough:
 * the process of the handshake is the one that answers.
 * @returns false also for a pooler whose clients keep their connection: everything works with it.
 */
export async function isPooledByTransaction(url: string): Promise<boolean> {
  const clients: pg.Client[] = [];
  const open = async () => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    client.on("error", () => undefined);
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
