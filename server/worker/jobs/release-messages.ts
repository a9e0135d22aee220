import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { releaseMessage } from "@/server/commands/messages/release-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Database } from "@/server/store/_postgres/db";
import { listDueUndoWindows } from "@/server/store/messages/undo-windows";
import { forEachDue } from "@/server/worker/for-each-due";
import { wakeSends } from "@/server/worker/sends/open-sends";

type Releasing = { database: Database; run: Run; now: () => Date; log: Pick<Logger, "error"> };

const BATCH = 100;
const AT_ONCE = 8;

/** Releases every message whose undo window is over. */
export async function releaseDueMessages({ database, run, now, log }: Releasing): Promise<void> {
  await forEachDue({
    list: (limit) => listDueUndoWindows(database, { now: now(), limit }),
    handle: ({ accountId, messageId }) => run(releaseMessage, systemCaller(accountId), { messageId }),
    batch: BATCH,
    atOnce: AT_ONCE,
    log,
    failure: "could not release a message",
  });
  wakeSends(); // no event tells that a message may be sent now
}
