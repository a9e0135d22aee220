import { isWithoutStorage } from "@/server/lib/is-away";
import { type Alert, createAlert } from "@/server/lib/process/alert";
import { log } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";
import { codeOf, reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";

/** On a full disk some statements still succeed: they are not the end of it. */
const QUIET_MS = 10_000;

/** One for the process: every pool is on the same database. */
const storageAlert = (): Alert =>
  shared("storage alert", () =>
    createAlert({
      log,
      begins:
        "the database cannot store anything: its disk is full, read-only or broken. Changes are refused with 503 storage.unavailable until it can",
      ends: "the database stores changes again",
      gauge: metrics.storageUnavailable,
      quietMs: QUIET_MS,
    }),
  );

/** Raises the alert if `error` means that nothing can be stored. */
export function noteFault(error: unknown): void {
  if (isWithoutStorage(error)) storageAlert().raise({ code: codeOf(error), reason: reasonOf(error) });
}

/** Whether nothing could be stored when this process last tried. */
export const isStorageOut = (): boolean => storageAlert().isRaised();

/** A transaction that may write was committed. */
export const noteCommit = (): void => storageAlert().clear();
