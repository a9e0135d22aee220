import { changeStatus } from "@/server/commands/change-status";
import { createRun } from "@/server/commands/run";
import { systemCaller } from "@/server/contract/caller";
import { openDatabase } from "@/server/store/db";

/**
 * A process that resolves a conversation and kills itself with SIGKILL: `before` or `after` the commit.
 * Arguments: database URL, account, conversation, when.
 */
const [url = "", accountId, conversationId, when] = process.argv.slice(2);

const die = () => process.kill(process.pid, "SIGKILL");
const database = openDatabase({ url });
const run = createRun({
  database: {
    ...database,
    transaction: (work) =>
      database.transaction(async (db) => {
        const result = await work(db);
        if (when === "before") die();
        return result;
      }),
  },
  now: () => new Date(),
  onCommitted: die, // where the relay would be woken
});
const conversation = { conversationId: Number(conversationId) };
await run(changeStatus, systemCaller(Number(accountId)), { conversation, signal: "resolve" });
