import type pg from "pg";
import { withConnection } from "@/server/lib/postgres/connection";

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
export const readFileKeys = (url: string): Promise<string[]> => withConnection(url, listFileKeys);

/** A file whose bytes, or those of its preview, a row names. */
export type NamedFile = { id: string; accountId: string; name: string; key: string; isPreview: boolean };

/** The files that still name any of these keys, by id. `url`: without a pooler. */
export const readNamedFiles = (url: string, keys: readonly string[]): Promise<NamedFile[]> =>
  withConnection(url, async (client) => {
    const { rows } = await client.query<NamedFile>(
      `select id::text as id, account_id::text as "accountId", name, key, false as "isPreview"
         from file where state = 'ready' and key = any($1)
       union all
       select id::text, account_id::text, name, preview_key, true from file where preview_key = any($1)
       order by 1`,
      [keys],
    );
    return rows;
  });
