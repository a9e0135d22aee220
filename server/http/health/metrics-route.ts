import type { Context } from "hono";
import type { Services } from "@/server/commands/_run/services";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { hasMetricsToken, UNKNOWN_PROXY } from "@/server/http/_request/request-headers";
import { log } from "@/server/lib/process/log";
import { metrics } from "@/server/lib/process/metrics";
import type { HealthGauges } from "@/server/lib/process/rate";
import { reasonOf } from "@/server/lib/process/start-failure";
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

const readHealth = createHealthReader(metrics.health);

/** The Prometheus page, for this machine or with `METRICS_TOKEN`; not found for all others. */
export async function answerMetrics(c: Context<HttpEnv>, services: () => Services): Promise<Response> {
  if (!isLocal(c) && !hasMetricsToken(c.req.header("authorization"))) throw new Refusal("resource.not_found");
  // The page is needed most while the database is away: without these values, and a gauge says so.
  await readHealth(services).catch((error: unknown) => {
    log.warn({ reason: reasonOf(error) }, "the metrics have no counts of messages and queues");
  });
  return c.body(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType });
}

/**
 * Whether a program on this machine asks: the socket's peer and the client's address (front.ts corrects that header) are
 * local, no unknown proxy is between, and the host is a local name, which a rebound name of another site is not.
 */
function isLocal(c: Context<HttpEnv>): boolean {
  const peer = c.env?.incoming?.socket.remoteAddress;
  const client = c.req.header("x-forwarded-for") ?? peer;
  const isDirect = c.req.header(UNKNOWN_PROXY) === undefined;
  return isDirect && isLoopback(peer) && isLoopback(client) && LOCAL_HOST.test(c.req.header("host") ?? "");
}

const LOCAL_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(address);
