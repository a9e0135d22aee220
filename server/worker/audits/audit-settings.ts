import type { Logger } from "pino";
import type { Run } from "@/server/commands/_run/run";
import { recordAudit } from "@/server/commands/inboxes/record-audit";
import { systemCaller } from "@/server/contract/_shared/caller";
import { RELEASE } from "@/server/lib/process/release";
import type { Database } from "@/server/store/_postgres/db";
import { type DueAudit, listDueAudits } from "@/server/store/inboxes/due-audits";
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
