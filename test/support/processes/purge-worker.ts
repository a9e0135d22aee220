import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRun } from "@/server/commands/_run/run";
import { keptData } from "@/server/dialects/wukongim/store/kept-data";
import { createFolderStore } from "@/server/lib/files/folder-store";
import { openDatabase } from "@/server/store/_postgres/db";
import { provideDialectData } from "@/server/store/deletions/dialect-data";
import { UNLIMITED } from "@/server/store/files/upload-usage";
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
const files = createFolderStore(join(tmpdir(), "tickline-purge-worker"));
await purgeDue({ database, run, files, uploads: UNLIMITED, now: () => new Date(), log });
await database.close();
