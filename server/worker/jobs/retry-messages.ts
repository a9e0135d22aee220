import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { retryAutomatically } from "@/server/commands/messages/retry-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Database } from "@/server/store/_postgres/db";
import { listDueRetries } from "@/server/store/messages/auto-retries";
import { forEachDue } from "@/server/worker/for-each-due";

type Retrying = { database: Database; run: Run; now: () => Date; log: Pick<Logger, "error"> };

const BATCH = 100;
const AT_ONCE = 8;

/** Begins every attempt that was planned for a failed message and is due. */
export const retryDueMessages = ({ database, run, now, log }: Retrying): Promise<void> =>
  forEachDue({
    list: (limit) => listDueRetries(database, { now: now(), limit }),
    handle: ({ accountId, messageId }) => run(retryAutomatically, systemCaller(accountId), { messageId }),
    batch: BATCH,
    atOnce: AT_ONCE,
    log,
    failure: "could not retry a message",
  });
