import { checkArchiveAlert } from "@/server/commands/check-alerts";
import { PURGE_CHUNK, type StoredArchives } from "@/server/commands/deletions/_steps/purge-chunk";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { beginInboxRetention, beginRetention } from "@/server/commands/deletions/delete-directly";
import { systemCaller } from "@/server/contract/_shared/caller";
import { RECEIPT_MONTHS, rolledUpBefore } from "@/server/domain/deletion/deletion";
import { deleteUploads } from "@/server/files/receive-file";
import { type StoredArchive, storeArchive } from "@/server/files/store-archive";
import { isDatabaseOut } from "@/server/lib/is-away";
import { reasonOf } from "@/server/lib/process/start-failure";
import { forAccount } from "@/server/store/_postgres/for-account";
import { isAlertOpen } from "@/server/store/alerts/alerts";
import { listArchivable } from "@/server/store/archives/archived-conversations";
import { postponeDeletion } from "@/server/store/deletions/deletion-work";
import { type DueDeletion, listDueDeletions } from "@/server/store/deletions/deletions";
import { listAccountsWithDue } from "@/server/store/retention/inbox-retention";
import {
  dropEmptyMonths,
  listRollingAccounts,
  rollUpReceipts,
} from "@/server/store/retention/receipt-summaries";
import { listOverdueAccounts } from "@/server/store/retention/retention";
import { isStoreTrouble } from "@/server/worker/files/inspect-files";
import type { WorkerContext } from "./worker-context";

type Beginning = Pick<WorkerContext, "database" | "run" | "now">;
type Purging = Archiving & Pick<WorkerContext, "log">;

const AT_ONCE = 20;
const ACCOUNTS_AT_ONCE = 100;

/**
 * Executes every deletion that is due, one turn of each in rotation, until none remains. A killed process has done whole
 * turns only; another continues. A stopping one finishes its turn. Any number of processes may do it.
 */
export async function purgeDue(purging: Purging, stopping?: AbortSignal): Promise<void> {
  for (;;) {
    const due = await listDueDeletions(purging.database, { now: purging.now(), limit: AT_ONCE });
    let hasMore = false;
    for (const deletion of due) {
      if (stopping?.aborted) return;
      if (await takeTurn(purging, deletion)) hasMore = true;
    }
    if (!hasMore) return;
  }
}

async function takeTurn(purging: Purging, { accountId, id, actor, reason }: DueDeletion): Promise<boolean> {
  const { run, now, log, database } = purging;
  const caller = { ...systemCaller(accountId), actor };
  const advance = async (archives?: StoredArchives) => {
    const { result } = await run(advanceDeletion, caller, { deletionId: id, ...(archives && { archives }) });
    return result?.hasMore ?? false;
  };
  try {
    if (reason !== "inbox_retention") return await advance();
    return await withArchives(purging, { accountId, deletionId: id }, advance);
  } catch (error) {
    if (isDatabaseOut(error)) throw error; // it could not be postponed either
    log.error({ reason: reasonOf(error), deletionId: id }, "a turn of a deletion failed");
    await postponeDeletion(database, { accountId, id, now: now() });
    return false;
  }
}

/**
 * Accounts whose deletion could not begin in the last runs of a process, the one that failed the longest ago first. They come
 * last in the next run: a failure ends a run, and one account must not be first in each.
 */
type FailedAccounts = Set<number>;

/** Begins a deletion of conversations whose time in their account's trash is over. */
export async function emptyTrash(
  beginning: Beginning,
  stopping?: AbortSignal,
  failed: FailedAccounts = new Set(),
): Promise<void> {
  const { database, now } = beginning;
  const limit = ACCOUNTS_AT_ONCE;
  const accounts = await listOverdueAccounts(database, { now: now(), last: [...failed], limit });
  await beginEach(beginning, { accounts, command: beginRetention, failed }, stopping);
}

type Begun = {
  accounts: readonly number[];
  command: typeof beginRetention | typeof beginInboxRetention;
  failed: FailedAccounts;
};

/** Ends with the first failure. */
async function beginEach(
  { run }: Beginning,
  { accounts, command, failed }: Begun,
  stopping: AbortSignal | undefined,
): Promise<void> {
  for (const accountId of accounts) {
    if (stopping?.aborted) return;
    failed.delete(accountId);
    try {
      await run(command, systemCaller(accountId), {});
    } catch (error) {
      failed.add(accountId);
      throw error;
    }
  }
}

/** Turns of one run, about a million receipts: a backlog leaves the database room for others. */
const TURNS_MAX = 500;

/** Accounts in one run. */
const ACCOUNTS_MAX = 250;

/** Where the runs of a process have arrived: the last account that a run began with, and the last message of each account. */
type RolledUpTo = { accountId: number; messages: Map<number, number> };

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

const DUE_ACCOUNTS_AT_ONCE = 100;

/** Begins a deletion in each account with conversations that were resolved longer ago than their inbox keeps them. */
export async function deleteResolved(
  beginning: Beginning,
  stopping?: AbortSignal,
  failed: FailedAccounts = new Set(),
): Promise<void> {
  const { database, now } = beginning;
  const limit = DUE_ACCOUNTS_AT_ONCE;
  const accounts = await listAccountsWithDue(database, { now: now(), last: [...failed], limit });
  await beginEach(beginning, { accounts, command: beginInboxRetention, failed }, stopping);
}

type Archiving = Pick<WorkerContext, "database" | "run" | "now" | "files" | "uploads">;

/**
 * Calls `work` with the documents of the conversations in a deletion's next turn that their inboxes archive: written into the
 * file store before the turn's transaction, which takes those that are still true. Documents that it does not take are deleted.
 * When the file store takes none, `work` is not called and the error is thrown: nothing is deleted, and the inbox's alert is open.
 */
async function withArchives<T>(
  archiving: Archiving,
  { accountId, deletionId }: { accountId: number; deletionId: number },
  work: (archives: StoredArchives) => Promise<T>,
): Promise<T> {
  const database = forAccount(archiving.database, accountId);
  const stored: StoredArchive[] = [];
  try {
    const limit = PURGE_CHUNK;
    for (const conversation of await listArchivable(database, { accountId, deletionId, limit }))
      stored.push(await storeOrAlert({ ...archiving, database }, accountId, conversation));
    return await work(new Map(stored.map(({ conversationId, ...document }) => [conversationId, document])));
  } finally {
    const ids = stored.map(({ fileId }) => fileId);
    await deleteUploads({ database }, { accountId }, ids); // those that no archive has
  }
}

async function storeOrAlert(
  archiving: Archiving,
  accountId: number,
  conversation: Parameters<typeof storeArchive>[2],
): Promise<StoredArchive> {
  const { inboxId } = conversation;
  const caller = systemCaller(accountId);
  const check = (error: string | null) => archiving.run(checkArchiveAlert, caller, { inboxId, error });
  try {
    const stored = await storeArchive(archiving, caller, conversation);
    const alert = { accountId, kind: "archive_failing", subjectId: inboxId } as const;
    if (await isAlertOpen(archiving.database, alert)) await check(null);
    return stored;
  } catch (error) {
    if (isStoreTrouble(error)) await check(reasonOf(error));
    throw error;
  }
}
