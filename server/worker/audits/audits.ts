import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { recordAudit } from "@/server/commands/inboxes/review-inbox";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isDatabaseOut } from "@/server/lib/is-away";
import { metrics } from "@/server/lib/process/metrics";
import { RELEASE } from "@/server/lib/process/release";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { auditCounters, type Drift, listAccountsToAudit } from "@/server/store/conversations/counter-audit";
import { type DueAudit, listDueAudits } from "@/server/store/inboxes/audit-baseline";
import { forEachDue } from "@/server/worker/for-each-due";

export type SettingsAudit = {
  database: Database;
  run: Run;
  now: () => Date;
  log: Pick<Logger, "error">;
  /** Replays an inbox's decisions since its review. Injected, because the query room has it. */
  replay: (inbox: DueAudit, now: Date) => Promise<{ decided: number; moved: number }>;
  /** Tickline's current release. */
  release?: string;
};

const BATCH = 20;

/**
 * Compares the settings of every inbox that is due with the reviewed ones: at its review interval and after every
 * upgrade.
 */
export async function auditSettings(audit: SettingsAudit): Promise<void> {
  const { database, now, release = RELEASE, log } = audit;
  await forEachDue({
    list: (limit) => listDueAudits(database, { now: now(), release, limit }),
    handle: (inbox) => auditOne({ ...audit, release }, inbox),
    batch: BATCH,
    log,
    failure: "an inbox's settings could not be audited",
  });
}

async function auditOne(
  { run, now, replay, release }: SettingsAudit & { release: string },
  due: DueAudit,
): Promise<void> {
  const { decided, moved } = await replay(due, now());
  const { inboxId } = due;
  await run(recordAudit, systemCaller(due.accountId), { inboxId, release, decided, moved });
}

type Audit = { database: Database; now: () => Date; log: Pick<Logger, "error"> };

/** An account's counters are compared with a recount about this often. */
const AUDIT_AGE_MS = 3_600_000;
/** The most accounts per run: a recount reads all of an account's conversations. */
const ACCOUNTS_PER_RUN = 20;

/** Recounts the accounts that are due, one after the other. Logs and corrects differences. A failure does not stop the others. */
export async function auditAccounts({ database, now, log }: Audit): Promise<void> {
  const before = new Date(now().getTime() - AUDIT_AGE_MS);
  for (const accountId of await listAccountsToAudit(database, { before, limit: ACCOUNTS_PER_RUN }))
    try {
      reportDrift(log, accountId, (await auditCounters(database, accountId, now())) ?? []);
    } catch (error) {
      if (isDatabaseOut(error)) throw error;
      log.error({ accountId, reason: reasonOf(error) }, "the counters of an account could not be recounted");
    }
}

function reportDrift(log: Audit["log"], accountId: number, drift: readonly Drift[]): void {
  if (drift.length === 0) return;
  metrics.counterDrift.inc(drift.reduce((sum, { change }) => sum + Math.abs(change), 0));
  log.error({ accountId, drift }, "counters were off a recount; mended");
}
