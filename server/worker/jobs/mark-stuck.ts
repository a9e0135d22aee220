import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { markStuck } from "@/server/commands/messages/mark-stuck";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isDatabaseOut } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { listDueStuck } from "@/server/store/messages/stuck-messages";

type Marking = { database: Database; run: Run; now: () => Date; log: Pick<Logger, "error"> };

/** Messages found by one query, and messages marked in one transaction. */
const SIZES = { found: 500, marked: 100 };

/** Marks every message without a receipt in time as stuck. A failure does not stop the others. */
export async function markAllStuck({ database, run, now, log }: Marking, sizes = SIZES): Promise<void> {
  const failed: number[] = [];
  const mark = async (accountId: number, messageIds: readonly number[]): Promise<void> => {
    try {
      await run(markStuck, systemCaller(accountId), { messageIds });
    } catch (error) {
      if (isDatabaseOut(error)) throw error;
      if (messageIds.length > 1) {
        for (const messageId of messageIds) await mark(accountId, [messageId]);
        return;
      }
      failed.push(...messageIds);
      log.error({ reason: reasonOf(error), messageIds }, "could not mark a message as stuck");
    }
  };
  for (;;) {
    const due = await listDueStuck(database, { now: now(), limit: sizes.found, except: failed });
    for (const accountId of new Set(due.map((one) => one.accountId))) {
      const messageIds = due.flatMap((one) => (one.accountId === accountId ? [one.messageId] : []));
      for (let at = 0; at < messageIds.length; at += sizes.marked)
        await mark(accountId, messageIds.slice(at, at + sizes.marked));
    }
    if (due.length < sizes.found) return;
  }
}
