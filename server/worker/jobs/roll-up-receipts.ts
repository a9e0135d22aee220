import { RECEIPT_MONTHS, rolledUpBefore } from "@/server/domain/deletion/retention";
import {
  dropEmptyMonths,
  listRollingAccounts,
  rollUpReceipts,
} from "@/server/store/retention/receipt-summaries";
import type { WorkerContext } from "./worker-context";

/** Turns of one run, about a million receipts: a backlog leaves the database room for others. */
const TURNS_MAX = 500;

/** Accounts in one run. */
const ACCOUNTS_MAX = 250;

/** Where the runs of a process have arrived: the last account that a run began with, and the last message of each account. */
export type RolledUpTo = { accountId: number; messages: Map<number, number> };

export const startOfRollUp = (): RolledUpTo => ({ accountId: 0, messages: new Map() });

/**
 * Rolls up the receipts of the months that each account no longer keeps in full, one turn of an account after that of
 * another, so that a backlog of one leaves the others their turns; drops months without any receipt. The next run goes on
 * with the next accounts, and in each where its last turn ended: what a turn leaves as it is keeps none behind it. A killed
 * process has done whole turns only, and the next run continues. Any number of processes may do it.
 */
export async function rollUpMonths(
  { database, now }: Pick<WorkerContext, "database" | "now">,
  stopping?: AbortSignal,
  upTo: RolledUpTo = startOfRollUp(),
): Promise<void> {
  const accounts = await listRollingAccounts(database, { after: upTo.accountId, limit: ACCOUNTS_MAX });
  upTo.accountId = accounts.at(-1)?.accountId ?? 0;
  const waiting = accounts.map(({ accountId, months }) => ({
    accountId,
    before: rolledUpBefore(now(), months),
  }));
  for (let turns = 0; turns < TURNS_MAX && !stopping?.aborted; turns++) {
    const next = waiting.shift();
    if (!next) break;
    const { accountId, before } = next;
    const after = upTo.messages.get(accountId) ?? 0;
    const turn = before && (await rollUpReceipts(database, { accountId, before, after, now: now() }));
    if (turn) upTo.messages.set(accountId, turn.last);
    else upTo.messages.delete(accountId);
    if (turn) waiting.push(next);
  }
  const least = rolledUpBefore(now(), RECEIPT_MONTHS.min);
  if (least !== null) await dropEmptyMonths(database, least);
}
