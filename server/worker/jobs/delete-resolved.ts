import { beginInboxRetention } from "@/server/commands/deletions/retention";
import { systemCaller } from "@/server/contract/_shared/caller";
import { listAccountsWithDue } from "@/server/store/retention/inbox-retention";
import type { WorkerContext } from "./worker-context";

const ACCOUNTS_AT_ONCE = 100;

/** Begins a deletion in each account with conversations that were resolved longer ago than their inbox keeps them. */
export async function deleteResolved(
  { database, run, now }: Pick<WorkerContext, "database" | "run" | "now">,
  stopping?: AbortSignal,
): Promise<void> {
  const accounts = await listAccountsWithDue(database, { now: now(), limit: ACCOUNTS_AT_ONCE });
  for (const accountId of accounts) {
    if (stopping?.aborted) return;
    await run(beginInboxRetention, systemCaller(accountId), {});
  }
}
