import pg from "pg";
import { waitUntil } from "@/server/lib/async/wait-until";

/**
 * Deletes one event between its commit and its stamp, as a bug in the relay would. Takes the relay's lock meanwhile, so
 * that there is an event to delete.
 */
export async function deleteOutboxRow(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select 1 from relay_state where id = 1 for update");
    const isDeleted = async () => {
      const { rowCount } = await client.query(
        "delete from outbox where id = (select id from outbox where resource_type = 'message' order by id limit 1)",
      );
      return rowCount === 1;
    };
    if (!(await waitUntil(isDeleted, { withinMs: 20_000 })))
      throw new Error("nothing to delete: the load writes nothing");
    await client.query("commit");
  } finally {
    await client.end();
  }
}
