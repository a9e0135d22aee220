import { queueDigest } from "@/server/commands/notifications/notification-settings";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isQuiet } from "@/server/domain/member/quiet-hours";
import { isDatabaseOut } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";
import { type DueDigest, listDueDigests } from "@/server/store/push/digests";
import type { WorkerContext } from "@/server/worker/jobs/worker-context";

const BATCH = 100;

/**
 * Queues a mail to each member who missed something, except in their quiet hours. Any number of processes may do it. A failure
 * does not stop the others.
 */
export async function queueDigests({
  database,
  run,
  now,
  log,
}: Pick<WorkerContext, "database" | "run" | "now" | "log">): Promise<void> {
  for (let after: DueDigest | null = null; ; ) {
    const due: DueDigest[] = await listDueDigests(database, { now: now(), after, limit: BATCH });
    for (const { accountId, userId, settings } of due) {
      if (isQuiet(settings.quietHours, settings.timeZone, now())) continue;
      try {
        await run(queueDigest, systemCaller(accountId), { userId });
      } catch (error) {
        if (isDatabaseOut(error)) throw error;
        log.error(
          { reason: reasonOf(error), userId },
          "a mail about missed notifications could not be queued",
        );
      }
    }
    after = due.at(-1) ?? null;
    if (due.length < BATCH) return;
  }
}
