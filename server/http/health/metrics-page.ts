import { AggregatorRegistry } from "prom-client";
import type { Services } from "@/server/commands/_run/services";
import { log } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";
import type { HealthGauges } from "@/server/lib/process/rate";
import { reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";
import { readAllHealth } from "@/server/queries/health/health";

type AllHealth = Awaited<ReturnType<typeof readAllHealth>>;

/** Reads the health of all accounts into the gauges. Callers at the same time share one reading. Throws if it cannot be read. */
function createHealthReader(gauges: HealthGauges): (services: () => Services) => Promise<void> {
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
  const { sends, messageChanges, deliveries, outbox, bulkOperations } = queues;
  gauges.sends.set({ state: "all" }, sends.waiting);
  gauges.sends.set({ state: "due" }, sends.due);
  gauges.sends.set({ state: "calling" }, sends.calling);
  gauges.sendsLate.set(secondsSince(sends.oldestDueAt));
  gauges.messageChanges.set({ state: "all" }, messageChanges.waiting);
  gauges.messageChanges.set({ state: "due" }, messageChanges.due);
  gauges.messageChanges.set({ state: "calling" }, messageChanges.calling);
  gauges.messageChangesLate.set(secondsSince(messageChanges.oldestDueAt));
  gauges.deliveries.set({ state: "all" }, deliveries.waiting);
  gauges.deliveries.set({ state: "due" }, deliveries.due);
  gauges.deliveriesLate.set(secondsSince(deliveries.oldestDueAt));
  gauges.outboxEvents.set(outbox.waiting);
  gauges.bulkOperations.set(bulkOperations.running);
  gauges.lastBackup.set(backedUpAt === null ? 0 : backedUpAt.getTime() / 1000);
  gauges.databaseBytes.set(databaseBytes);
}

const readHealth = createHealthReader(metrics.health);

/** The metrics of this process and of `others`, each with its part, as one Prometheus page. */
export async function renderMetrics(
  services: () => Services,
  others?: () => Promise<readonly string[]>,
): Promise<string> {
  // The page is needed most while the database is away: without these values, and a gauge shows that.
  await readHealth(services).catch((error: unknown) => {
    log.warn({ reason: reasonOf(error) }, "the metrics have no counts of messages and queues");
  });
  if (!others) return metrics.registry.metrics();
  const parts = [await metricsPart(), ...(await others())].map((text): object[] => JSON.parse(text));
  return AggregatorRegistry.aggregate(parts).metrics();
}

/** This process's part of the page of several processes. What the database has is in the main process's part. */
export const metricsPart = async (): Promise<string> =>
  JSON.stringify(await metrics.registry.getMetricsAsJSON());

type ReadPage = (services: () => Services) => Promise<string>;
const slot = () => shared("metrics page", (): { read: ReadPage } => ({ read: renderMetrics }));

/** Called by a process that does not have all metrics itself. */
export function provideMetricsPage(read: () => Promise<string>): void {
  slot().read = read;
}

/** The Prometheus page of all processes that share this one's port. */
export const readMetricsPage: ReadPage = (services) => slot().read(services);
