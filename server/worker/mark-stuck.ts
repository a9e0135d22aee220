import type { Logger } from "pino";
import { markStuck } from "@/server/commands/mark-stuck";
import type { Run } from "@/server/commands/run";
import { systemCaller } from "@/server/contract/caller";
import { reasonOf } from "@/server/lib/start-failure";
import type { Database } from "@/server/store/db";
import { listDueStuck } from "@/server/store/stuck-messages";

type Marking = { database: Database; run: Run; now: () => Date; log: Pick<Logger, "error"> };

const BATCH = 500;
/** As many are marked in one transaction. */
const AT_ONCE = 100;

/** Marks every message that nobody reported about in time; one that fails does not hold up the others. */
export async function markAllStuck({ database, run, now, log }: Marking): Promise<void> {
  const mark = async (accountId: number, messageIds: readonly number[]): Promise<number> => {
    try {
      return (await run(markStuck, systemCaller(accountId), { messageIds })).result.length;
    } catch (error) {
      if (messageIds.length > 1) {
        let marked = 0;
        for (const messageId of messageIds) marked += await mark(accountId, [messageId]);
        return marked;
      }
      log.error({ reason: reasonOf(error), messageIds }, "could not mark a message as stuck");
      return 0;
    }
  };
  for (;;) {
    const due = await listDueStuck(database, { now: now(), limit: BATCH });
    let marked = 0;
    for (const accountId of new Set(due.map((one) => one.accountId))) {
      const messageIds = due.flatMap((one) => (one.accountId === accountId ? [one.messageId] : []));
      for (let at = 0; at < messageIds.length; at += AT_ONCE)
        marked += await mark(accountId, messageIds.slice(at, at + AT_ONCE));
    }
    if (due.length < BATCH || marked === 0) return;
  }
}
