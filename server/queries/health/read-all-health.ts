import { HEALTH_COUNT_MAX } from "@/server/contract/health/constants";
import type { HealthQueuesDto } from "@/server/contract/health/health";
import type { Db } from "@/server/store/_postgres/db";
import { countOpenAlerts, type OpenAlerts } from "@/server/store/alerts/count-open-alerts";
import { type InboxTrouble, readAllInboxTrouble } from "@/server/store/health/inbox-health";
import { readAllQueues, readDatabaseBytes } from "@/server/store/health/queues";
import { readBackedUpAt } from "@/server/store/installation/installation";

/** Inboxes of all accounts with values of their own: each is a series of each metric. */
const INBOXES_MAX = 2_000;

/** The health of all accounts for the metrics, in five statements. For operators: it has no caller, and no names of theirs. */
export async function readAllHealth(
  db: Db,
  now: Date,
): Promise<{
  inboxes: Omit<InboxTrouble, "name">[];
  openAlerts: OpenAlerts[];
  queues: HealthQueuesDto;
  backedUpAt: Date | null;
  databaseBytes: number;
}> {
  const max = HEALTH_COUNT_MAX;
  const inboxes = await readAllInboxTrouble(db, { now, overdueHours: null, max, inboxesMax: INBOXES_MAX });
  return {
    inboxes: inboxes.map(({ name: _, ...inbox }) => inbox),
    openAlerts: await countOpenAlerts(db),
    queues: await readAllQueues(db, { now, max }),
    backedUpAt: await readBackedUpAt(db),
    databaseBytes: await readDatabaseBytes(db),
  };
}
