import pg from "pg";

/**
 * A client of its own, not connected yet. When Postgres ends its connection, the running statement or the next one fails:
 * without a listener the process would end.
 * @param config an address, or settings of `pg`.
 */
export function createClient(config: string | pg.ClientConfig): pg.Client {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  return client;
}

/**
 * Runs `work` on a connection of its own, which is closed afterwards: an open transaction ends without effect.
 * @param signal ends the connection, also while a statement is not answered. Its reason is thrown then.
 */
export async function withConnection<T>(
  config: string | pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  const client = createClient(config);
  const end = () => void client.end().catch(() => undefined);
  signal?.addEventListener("abort", end, { once: true });
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", end);
    await client.end();
  }
}
