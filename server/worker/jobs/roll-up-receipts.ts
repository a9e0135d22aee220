import { RECEIPT_MONTHS, rolledUpBefore } from "@/server/domain/deletion/retention";
import {
  dropEmptyMonths,
  listRollingAccounts,
  rollUpReceipts,
} from "@/server/store/retention/receipt-summaries";
import type { WorkerContext } from "./worker-context";

/** Turns of one run over all accounts, about a million receipts: a backlog leaves the database room for others. */
const TURNS_MAX = 500;

/**
 * Rolls up the receipts of the months that each account no longer keeps in full, and drops months without any. A killed
 * process has done whole turns only, and the next run continues. Any number of processes may do it.
 */
export async function rollUpMonths(
  { database, now }: Pick<WorkerContext, "database" | "now">,
  stopping?: AbortSignal,
): Promise<void> {
  let turns = 0;
  for (const { accountId, months } of await listRollingAccounts(database)) {
    const before = rolledUpBefore(now(), months);
    if (before === null) continue;
    for (let after = 0; ; ) {
      if (stopping?.aborted || turns++ >= TURNS_MAX) return;
      const turn = await rollUpReceipts(database, { accountId, before, after, now: now() });
      if (turn === null) break;
      after = turn.last;
    }
  }
  const least = rolledUpBefore(now(), RECEIPT_MONTHS.min);
  if (least !== null) await dropEmptyMonths(database, least);
}
