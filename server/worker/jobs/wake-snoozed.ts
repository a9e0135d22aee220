import { wakeDue } from "@/server/commands/conversations/change-status";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isDatabaseOut } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type DueSnooze, listDueSnoozes } from "@/server/store/conversations/due-snoozes";
import type { WorkerContext } from "./worker-context";

const WAKE_BATCH = 100;
const WAKE_CONCURRENCY = 8;

/** Wakes every conversation whose snooze has ended. A failure does not stop the others. */
export async function wakeSnoozed(
  { database, run, now, log }: WorkerContext,
  stopping?: AbortSignal,
): Promise<void> {
  const wake = async ({ accountId, conversationId }: DueSnooze) => {
    try {
      await run(wakeDue, systemCaller(accountId), { conversationId });
    } catch (error) {
      if (isDatabaseOut(error)) throw error;
      log.error({ reason: reasonOf(error), conversationId }, "could not wake a conversation");
    }
  };
  for (let after: DueSnooze | null = null; !stopping?.aborted; ) {
    const due: DueSnooze[] = await listDueSnoozes(database, { now: now(), after, limit: WAKE_BATCH });
    for (let at = 0; at < due.length; at += WAKE_CONCURRENCY)
      await Promise.all(due.slice(at, at + WAKE_CONCURRENCY).map(wake));
    const last = due.at(-1);
    if (!last || due.length < WAKE_BATCH) return;
    after = last;
  }
}
