import pg from "pg";
import { LOCK_KEYS } from "@/server/store/_postgres/partitions";

/** The connection is silent for as long as a backup takes. It is probed after this, before a firewall drops it. */
const KEEP_ALIVE_MS = 10_000;

/**
 * Runs `work` unless another process of the installation does. `url`: without a pooler, since the lock is the connection's. `work`
 * gets a signal that aborts when the connection is lost: the lock is then another's.
 * @returns false: another process has the lock, and `work` was not called.
 */
export async function withBackupLock(
  url: string,
  work: (isLost: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const lost = new AbortController();
  const kept = { keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS };
  const client = new pg.Client({ connectionString: url, ...kept });
  client.on("error", (error) => lost.abort(error));
  await client.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [
      LOCK_KEYS.backUp,
    ]);
    if (!rows[0]?.locked) return false;
    await work(lost.signal);
    return true;
  } finally {
    await client.end().catch(() => undefined); // a broken connection has ended, and with it the lock
  }
}
