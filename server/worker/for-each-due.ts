import type { Logger } from "pino";
import { isDatabaseOut, isWithoutStorage } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";

type DueWork<Row> = {
  /** The rows that are due, at most `limit`. A row that was handled is not due any more. */
  list: (limit: number) => Promise<Row[]>;
  handle: (row: Row) => Promise<unknown>;
  /** Rows found by one query. */
  batch: number;
  /** Rows handled at the same time. */
  atOnce?: number;
  log: Pick<Logger, "error">;
  /** The log line of a row that failed; the row is its context. */
  failure: string;
  /** Ends the run behind the rows that are being handled; the others are due at the next start. */
  stopping?: AbortSignal | undefined;
};

/**
 * Handles every due row once. A row that fails is logged and left for the next run; it does not stop the others, but an
 * outage does: it is thrown.
 */
export async function forEachDue<Row extends Record<string, unknown>>(work: DueWork<Row>): Promise<void> {
  const { batch, atOnce = 1, stopping } = work;
  const handled = new Set<string>();
  let failed = 0;
  const handle = async (row: Row) => {
    handled.add(JSON.stringify(row));
    try {
      await work.handle(row);
    } catch (error) {
      if (isDatabaseOut(error)) throw error; // the others would fail too
      failed++;
      const context: object = { reason: reasonOf(error), ...row };
      work.log.error(context, work.failure);
    }
  };
  for (;;) {
    const limit = batch + failed;
    const listed = await work.list(limit);
    const due = listed.filter((row) => !handled.has(JSON.stringify(row)));
    for (let at = 0; at < due.length && !stopping?.aborted; at += atOnce)
      await Promise.all(due.slice(at, at + atOnce).map(handle));
    if (due.length === 0 || listed.length < limit || stopping?.aborted) return;
  }
}

type ClaimedWork<Row> = {
  /** Claims a row that is due, so that nobody else does; undefined: none is. */
  claim: () => Promise<Row | undefined>;
  handle: (row: Row) => Promise<unknown>;
  /** Rows handled at the same time. */
  atOnce: number;
  /** Ends the claims; rows that were claimed are handled. */
  stopping?: AbortSignal | undefined;
};

/**
 * Claims and handles rows until none is due. While nothing is due a run is one statement: others claim only after the first
 * found a row. Throws what `handle` throws.
 */
export async function claimEachDue<Row>({
  claim,
  handle,
  atOnce,
  stopping,
}: ClaimedWork<Row>): Promise<void> {
  const next = async () => (stopping?.aborted ? undefined : claim());
  const handleFrom = async (claimed: Row | undefined): Promise<void> => {
    for (let row = claimed; row !== undefined; row = await next()) await handle(row);
  };
  const first = await next();
  if (first === undefined) return;
  const others = Array.from({ length: atOnce - 1 }, async () => handleFrom(await next()));
  await Promise.all([handleFrom(first), ...others]);
}

/** Logs the error of a loop that will try again, unless the alert about storage says it: that lasts, and loops are many. */
export function logFault(
  log: Pick<Logger, "error">,
  error: unknown,
  message: string,
  context: object = {},
): void {
  if (!isWithoutStorage(error)) log.error({ reason: reasonOf(error), ...context }, message);
}
