import pg from "pg";

/** The keys of all bytes that a database names, each once: of files and of their previews. None in a schema without files. */
export async function listFileKeys(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ found: boolean }>(
    "select to_regclass('file') is not null as found",
  );
  if (!tables[0]?.found) return [];
  const { rows } = await client.query<{ key: string }>(
    `select key from file where state = 'ready'
     union select preview_key from file where preview_key is not null`,
  );
  return rows.map(({ key }) => key);
}

/** The same on a connection of its own. `url`: without a pooler. */
export async function readFileKeys(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await listFileKeys(client);
  } finally {
    await client.end();
  }
}
