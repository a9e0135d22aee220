import { confirmedRun } from "@/server/commands/_run/confirmed-run";
import { createRun } from "@/server/commands/_run/run";
import { changeStatus } from "@/server/commands/conversations/change-status";
import { systemCaller } from "@/server/contract/_shared/caller";
import { openDatabase } from "@/server/store/_postgres/db";

/**
 * A process that resolves a conversation and kills itself with SIGKILL: `before` or `after` the commit.
 * Arguments: database URL, account, conversation, when; `confirmed`, for a call with `Prefer: confirm`.
 */
const [url = "", accountId, conversationId, when, isConfirmed] = process.argv.slice(2);

const die = () => process.kill(process.pid, "SIGKILL");
const database = openDatabase({ url });
let isBegun = isConfirmed !== "confirmed";
const run = createRun({
  database: {
    ...database,
    transaction: (work) =>
      database.transaction(async (db) => {
        const result = await work(db);
        if (when === "before" && isBegun) die();
        return result;
      }),
  },
  now: () => new Date(),
  onCommitted: die, // where the product wakes the relay
});
const conversation = { conversationId: Number(conversationId) };
const caller = systemCaller(Number(accountId));
const describe = () => ({ code: "internal", message: "" });
const confirmed = isBegun
  ? null
  : await confirmedRun(run, caller, { requestId: "killed", ends: "here", describe });
isBegun = true;
await (confirmed?.run ?? run)(changeStatus, caller, { conversation, signal: "resolve" });
