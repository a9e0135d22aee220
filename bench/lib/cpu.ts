import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";

/** Clock ticks per second in /proc. */
const CLOCK_HZ = 100;

type Stat = { parent: number; seconds: number; ofEndedChildren: number };

/** Processor time by process, in seconds; null when it has ended. */
function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
    const [, parent = 0] = fields;
    return {
      parent,
      seconds: (user + system) / CLOCK_HZ,
      ofEndedChildren: (childUser + childSystem) / CLOCK_HZ,
    };
  } catch {
    return null;
  }
}

/** Processor seconds of a process. */
export const cpuSeconds = (pid: number): number => readStat(pid)?.seconds ?? 0;

/** Processor seconds of the Postgres server at `url` with all its processes, also those that have ended. */
export async function postgresSeconds(url: string): Promise<number> {
  const server = await withClient(url, async (client) => {
    const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
    return readStat(rows[0]?.pid ?? 0)?.parent ?? 0;
  });
  const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
  const children = pids.map(readStat).filter((stat) => stat?.parent === server);
  const own = readStat(server);
  const all = [own, ...children];
  return all.reduce((sum, stat) => sum + (stat?.seconds ?? 0), own?.ofEndedChildren ?? 0);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
