/** A worker that executes the bulk operations of the given database until it is killed. */
import { createRun } from "@/server/commands/_run/run";
import { openDatabase } from "@/server/store/_postgres/db";
import { openBulk } from "@/server/worker/bulk/work-bulk";

const url = process.argv[2];
if (!url) throw new Error("which database?");
const database = openDatabase({ url, max: 4 });
const now = () => new Date();
const report = (error: unknown) => process.stderr.write(`${JSON.stringify(error)}\n`);
openBulk({
  database,
  now,
  run: createRun({ database, now, onCommitted: () => undefined }),
  log: { error: report, warn: report },
});
