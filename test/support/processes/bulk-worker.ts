/** A worker that does the bulk operations of the database given, until it is killed. */
import { createRun } from "@/server/commands/_run/run";
import { openDatabase } from "@/server/store/_postgres/db";
import { openBulk } from "@/server/worker/bulk/open-bulk";

const url = process.argv[2];
if (!url) throw new Error("which database?");
const database = openDatabase({ url, max: 4 });
const now = () => new Date();
const tell = (error: unknown) => process.stderr.write(`${JSON.stringify(error)}\n`);
openBulk({
  database,
  now,
  run: createRun({ database, now, onCommitted: () => undefined }),
  log: { error: tell, warn: tell },
});
