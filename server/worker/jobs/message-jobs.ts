import { markOverdue, markStuck } from "@/server/commands/messages/mark-late";
import { retryAutomatically } from "@/server/commands/messages/retry-message";
import { sendDueScheduled } from "@/server/commands/messages/scheduled-messages";
import { releaseMessage } from "@/server/commands/messages/undo-send";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isDatabaseOut } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";
import { listDueRetries } from "@/server/store/messages/auto-retries";
import { listDueScheduled } from "@/server/store/messages/due-scheduled";
import { listDueOverdue } from "@/server/store/messages/overdue-messages";
import { listDueStuck } from "@/server/store/messages/stuck-messages";
import { listDueUndoWindows } from "@/server/store/messages/undo-windows";
import { forEachDue } from "@/server/worker/for-each-due";
import { wakeSends } from "@/server/worker/sends/open-sends";
import type { DueContext } from "./worker-context";

/** Messages found by one query, and messages marked in one transaction. */
const SIZES = { found: 500, marked: 100 };

/** What is marked, and by which command. */
type Kind = { word: string; list: typeof listDueStuck; command: typeof markStuck };

/** Marks every message without a receipt in time as stuck. A failure does not stop the others. */
export const markAllStuck = (context: DueContext, sizes = SIZES): Promise<void> =>
  markAll(context, { word: "stuck", list: listDueStuck, command: markStuck }, sizes);

/** Marks every sent message that is not delivered in time as overdue. A failure does not stop the others. */
export const markAllOverdue = (context: DueContext, sizes = SIZES): Promise<void> =>
  markAll(context, { word: "overdue", list: listDueOverdue, command: markOverdue }, sizes);

async function markAll(
  { database, run, now, log, stopping }: DueContext,
  { word, list, command }: Kind,
  sizes: typeof SIZES,
): Promise<void> {
  const failed: number[] = [];
  const mark = async (accountId: number, messageIds: readonly number[]): Promise<void> => {
    try {
      await run(command, systemCaller(accountId), { messageIds });
    } catch (error) {
      if (isDatabaseOut(error)) throw error;
      if (messageIds.length > 1) {
        for (const messageId of messageIds) await mark(accountId, [messageId]);
        return;
      }
      failed.push(...messageIds);
      log.error({ reason: reasonOf(error), messageIds }, `could not mark a message as ${word}`);
    }
  };
  for (;;) {
    const due = await list(database, { now: now(), limit: sizes.found, except: failed });
    for (const accountId of new Set(due.map((one) => one.accountId))) {
      const messageIds = due.flatMap((one) => (one.accountId === accountId ? [one.messageId] : []));
      for (let at = 0; at < messageIds.length && !stopping?.aborted; at += sizes.marked)
        await mark(accountId, messageIds.slice(at, at + sizes.marked));
    }
    if (due.length < sizes.found || stopping?.aborted) return;
  }
}

const BATCH = 100;
const AT_ONCE = 8;

/** Releases every message whose undo window is over. */
export async function releaseDueMessages({ database, run, now, log, stopping }: DueContext): Promise<void> {
  await forEachDue({
    list: (limit) => listDueUndoWindows(database, { now: now(), limit }),
    handle: ({ accountId, messageId }) => run(releaseMessage, systemCaller(accountId), { messageId }),
    batch: BATCH,
    atOnce: AT_ONCE,
    log,
    failure: "could not release a message",
    stopping,
  });
  wakeSends(); // no event tells that a message may be sent now
}

/** Sends every scheduled message that is due, or saves why it is not sent. */
export async function sendDueMessages({ database, run, now, log, stopping }: DueContext): Promise<void> {
  await forEachDue({
    list: (limit) => listDueScheduled(database, { now: now(), limit }),
    handle: ({ accountId, ...scheduled }) => run(sendDueScheduled, systemCaller(accountId), scheduled),
    batch: BATCH,
    atOnce: AT_ONCE,
    log,
    failure: "could not send a scheduled message",
    stopping,
  });
}

/** Begins every attempt that was planned for a failed message and is due. */
export const retryDueMessages = ({ database, run, now, log, stopping }: DueContext): Promise<void> =>
  forEachDue({
    list: (limit) => listDueRetries(database, { now: now(), limit }),
    handle: ({ accountId, messageId }) => run(retryAutomatically, systemCaller(accountId), { messageId }),
    batch: BATCH,
    atOnce: AT_ONCE,
    log,
    failure: "could not retry a message",
    stopping,
  });
