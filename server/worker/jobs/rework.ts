import { wakeDue } from "@/server/commands/conversations/change-status";
import { moveLabel } from "@/server/commands/organising/move-label";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isDatabaseOut } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { type DueSnooze, listDueSnoozes } from "@/server/store/conversations/lock-free";
import { countDueUses } from "@/server/store/organising/canned-uses";
import { listLabelMoves } from "@/server/store/organising/label-moves";
import { indexDue } from "@/server/store/search/search-index";
import type { WorkerContext } from "./worker-context";

const COUNTED_AT_ONCE = 1_000;

/** Adds the uses of canned replies whose messages have left to their counts. */
export async function countUses(
  { database, now }: Pick<WorkerContext, "database" | "now">,
  stopping?: AbortSignal,
): Promise<void> {
  const batch = () => ({ now: now(), limit: COUNTED_AT_ONCE });
  while (!stopping?.aborted && (await countDueUses(database, batch())) === COUNTED_AT_ONCE);
}

/** Rows per batch: some ms of this process, so that its other work does not wait. */
const BATCH = 200;

/** Adds changed rows to the search index, until none remain: under load they may always do. */
export async function indexWords(
  { database }: { database: Database },
  stopping?: AbortSignal,
): Promise<void> {
  while (!stopping?.aborted && (await indexDue(database, BATCH)) === BATCH);
}

const ACCOUNTS_PER_RUN = 100;

type Work = Pick<WorkerContext, "database" | "run">;

/** Renames and removes labels on conversations after a label was renamed or deleted, until none remains. */
export async function moveLabels({ database, run }: Work, stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted) {
    const due = await listLabelMoves(database, ACCOUNTS_PER_RUN);
    let isMoving = false;
    for (const { accountId, moveId, actor } of due) {
      const { result } = await run(moveLabel, { ...systemCaller(accountId), actor }, { moveId });
      if (result) isMoving = true;
    }
    if (!isMoving) return;
  }
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
