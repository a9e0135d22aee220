import pg from "pg";

/** A process that locks the relay's row and then sends a message. Argument: database URL. */
const client = new pg.Client({ connectionString: process.argv[2] });
await client.connect();
await client.query("begin");
await client.query("select 1 from relay_state where id = 1 for update");
process.send?.("held");
