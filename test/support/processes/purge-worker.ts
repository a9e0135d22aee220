import { createRun } from "@/server/commands/_run/run";
import { keptData } from "@/server/dialects/wukongim/store/kept-data";
import { openDatabase } from "@/server/store/_postgres/db";
import { provideDialectData } from "@/server/store/deletions/dialect-data";
import { purgeDue } from "@/server/worker/jobs/retention-jobs";

/**
 * A worker that purges what is due and kills itself with SIGKILL after so many transactions, before the next one commits.
 * Arguments: database URL, transactions.
 */
const [url = "", transactions] = process.argv.slice(2);
provideDialectData([keptData]);
const database = openDatabase({ url });
let left = Number(transactions);
const run = createRun({
  database: {
    ...database,
    transaction: (work) =>
      database.transaction(async (db) => {
        const result = await work(db);
        if (left-- === 0) process.kill(process.pid, "SIGKILL");
        return result;
      }),
  },
  now: () => new Date(),
  onCommitted: () => undefined,
});
const log = { error: console.error };
await purgeDue({ database, run, now: () => new Date(), log });
await database.close();
