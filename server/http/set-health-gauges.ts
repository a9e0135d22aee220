import type { Services } from "@/server/commands/_run/services";
import type { HealthGauges } from "@/server/lib/process/health-gauges";
import { readAllHealth } from "@/server/queries/health/read-all-health";

type AllHealth = Awaited<ReturnType<typeof readAllHealth>>;

/** Reads the health of all accounts into the gauges. Callers at the same time share one reading. Throws if it cannot be read. */
export function createHealthReader(gauges: HealthGauges): (services: () => Services) => Promise<void> {
  let reading: Promise<void> | null = null;
  return (services) => {
    reading ??= read(gauges, services).finally(() => {
      reading = null;
    });
    return reading;
  };
}

async function read(gauges: HealthGauges, services: () => Services): Promise<void> {
  try {
    const { database, now } = services();
    const at = now();
    const health = await readAllHealth(database, at);
    clear(gauges);
    set(gauges, health, at.getTime());
    gauges.isRead.set(1);
  } catch (error) {
    clear(gauges); // no old values
    gauges.isRead.set(0);
    throw error;
  }
}

const clear = (gauges: HealthGauges): void => {
  for (const gauge of Object.values(gauges)) gauge.reset();
};

function set(
  gauges: HealthGauges,
  { inboxes, openAlerts, queues, databaseBytes, backedUpAt }: AllHealth,
  nowMs: number,
): void {
  const secondsSince = (at: string | null) =>
    at === null ? 0 : Math.max(0, (nowMs - Date.parse(at)) / 1000);
  for (const { accountId, inboxId, pending, stuck, unconfirmed, failed, overdue } of inboxes) {
    const labels = { account: String(accountId), inbox: String(inboxId) };
    gauges.inboxPending.set(labels, pending.count);
    gauges.inboxOldestPending.set(labels, secondsSince(pending.oldestAt));
    gauges.inboxStuck.set(labels, stuck.count);
    gauges.inboxUnconfirmed.set(labels, unconfirmed.count);
    gauges.inboxFailed.set(labels, failed.count);
    if (overdue.reportsDelivery) gauges.inboxOverdue.set(labels, overdue.count);
  }
  for (const { accountId, kind, count } of openAlerts)
    gauges.openAlerts.set({ account: String(accountId), kind }, count);
  const { sends, deliveries, outbox, bulkOperations } = queues;
  gauges.sends.set({ state: "all" }, sends.waiting);
  gauges.sends.set({ state: "due" }, sends.due);
  gauges.sends.set({ state: "calling" }, sends.calling);
  gauges.sendsLate.set(secondsSince(sends.oldestDueAt));
  gauges.deliveries.set({ state: "all" }, deliveries.waiting);
  gauges.deliveries.set({ state: "due" }, deliveries.due);
  gauges.deliveriesLate.set(secondsSince(deliveries.oldestDueAt));
  gauges.outboxEvents.set(outbox.waiting);
  gauges.bulkOperations.set(bulkOperations.running);
  gauges.lastBackup.set(backedUpAt === null ? 0 : backedUpAt.getTime() / 1000);
  gauges.databaseBytes.set(databaseBytes);
}
