import type { Logger } from "pino";
import { metrics } from "@/server/lib/process/metrics";
import type { Database } from "@/server/store/_postgres/db";
import { auditCounters, listAccountsToAudit } from "@/server/store/conversations/counter-audit";

export type Audit = { database: Database; now: () => Date; log: Pick<Logger, "error"> };

/** An account's counters are compared with a recount about this often. */
const AUDIT_AGE_MS = 3_600_000;
/** The most accounts per run: a recount reads all of an account's conversations. */
const ACCOUNTS_PER_RUN = 20;

/** Recounts the accounts that are due, one after the other. Logs and corrects differences. */
export async function auditAccounts({ database, now, log }: Audit): Promise<void> {
  const before = new Date(now().getTime() - AUDIT_AGE_MS);
  for (const accountId of await listAccountsToAudit(database, { before, limit: ACCOUNTS_PER_RUN })) {
    const drift = await auditCounters(database, accountId, now());
    if (!drift || drift.length === 0) continue;
    metrics.counterDrift.inc(drift.reduce((sum, { change }) => sum + Math.abs(change), 0));
    log.error({ accountId, drift }, "counters were off a recount; mended");
  }
}
