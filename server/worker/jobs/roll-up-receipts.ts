import { RECEIPT_MONTHS, rolledUpBefore } from "@/server/domain/deletion/retention";
import {
  dropEmptyMonths,
  listRollingAccounts,
  rollUpReceipts,
} from "@/server/store/retention/receipt-summaries";
import type { WorkerContext } from "./worker-context";

/** Turns of one run, about a million receipts: a backlog leaves the database room for others. */
const TURNS_MAX = 500;

/**
 * Rolls up the receipts of the months that each account no longer keeps in full, one turn of an account after that of
 * another, so that a backlog of one leaves the others their turns; drops months without any receipt. A killed
 * process has done whole turns only, and the next run continues. Any number of processes may do it.
 */
export async function rollUpMonths(
  { database, now }: Pick<WorkerContext, "database" | "now">,
  stopping?: AbortSignal,
): Promise<void> {
  const waiting = (await listRollingAccounts(database)).map(({ accountId, months }) => ({
    accountId,
    before: rolledUpBefore(now(), months),
    after: 0,
  }));
  for (let turns = 0; turns < TURNS_MAX && !stopping?.aborted; turns++) {
    const next = waiting.shift();
    if (!next) break;
    const { accountId, before, after } = next;
    const turn = before && (await rollUpReceipts(database, { accountId, before, after, now: now() }));
    if (turn) waiting.push({ accountId, before, after: turn.last });
  }
  const least = rolledUpBefore(now(), RECEIPT_MONTHS.min);
  if (least !== null) await dropEmptyMonths(database, least);
}
