import { changeStatus, wakeDue } from "@/server/commands/conversations/change-status";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { isDatabaseOut } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type DueSnooze, listDueSnoozes } from "@/server/store/conversations/lock-free";
import { listUnanswered, type Unanswered } from "@/server/store/webhooks/unanswered-bots";
import { forEachDue } from "@/server/worker/for-each-due";
import type { DueContext, WorkerContext } from "./worker-context";

const BATCH = 100;

/** Hands every conversation over to the agents that waits for a bot which does not accept its messages. */
export async function openUnanswered({ database, run, now, log, stopping }: DueContext): Promise<void> {
  const open = async ({ accountId, conversationId }: Unanswered) => {
    const handoff = { conversation: { conversationId }, signal: "handoff" as const };
    try {
      await run(changeStatus, systemCaller(accountId), handoff);
    } catch (error) {
      if (!isRefusal(error)) throw error; // changed or deleted meanwhile
    }
  };
  await forEachDue({
    list: (limit) => listUnanswered(database, { now: now(), limit }),
    handle: open,
    batch: BATCH,
    log,
    failure: "could not hand over a conversation of a failing bot",
    stopping,
  });
}

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
