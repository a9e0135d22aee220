import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { releaseMessage } from "@/server/commands/messages/release-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { type DueUndoWindow, listDueUndoWindows } from "@/server/store/messages/undo-windows";

type Releasing = { database: Database; run: Run; now: () => Date; log: Pick<Logger, "error"> };

const BATCH = 100;
const AT_ONCE = 8;

/** Releases every message whose undo window is over. A failure does not stop the others. */
export async function releaseDueMessages({ database, run, now, log }: Releasing): Promise<void> {
  const release = async ({ accountId, messageId }: DueUndoWindow) => {
    try {
      await run(releaseMessage, systemCaller(accountId), { messageId });
    } catch (error) {
      log.error({ reason: reasonOf(error), messageId }, "could not let a message go");
    }
  };
  for (let after: DueUndoWindow | null = null; ; ) {
    const due: DueUndoWindow[] = await listDueUndoWindows(database, { now: now(), after, limit: BATCH });
    for (let at = 0; at < due.length; at += AT_ONCE)
      await Promise.all(due.slice(at, at + AT_ONCE).map(release));
    const last = due.at(-1);
    if (!last || due.length < BATCH) return;
    after = last;
  }
}
