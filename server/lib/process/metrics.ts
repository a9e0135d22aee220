import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { shared } from "@/server/lib/shared";
import { collectProcessMetrics } from "./process-metrics";
import { createHealthGauges, type HealthGauges } from "./rate";
import { createReplicaMetrics, type ReplicaMetrics } from "./replica-states";
import { createResourceGauges, type ResourceGauges } from "./resource-gauges";

export type Metrics = {
  /** Renders the Prometheus page, and has its content type. */
  registry: Registry;
  /** Durations of answered requests, by method, route pattern and status. */
  requests: Histogram<"method" | "route" | "status">;
  /** Committed operations with events. */
  operations: Counter;
  /** Refusals, by code. */
  refusals: Counter<"code">;
  /** Requests refused by a rate limit, by limit. */
  rateLimited: Counter<"limit">;
  /** Lines of the security log, by event. */
  security: Counter<"event">;
  /** Events that the relay stamped. */
  stamped: Counter;
  /** From an event's instant to its stamp. */
  stampLag: Histogram;
  /** Receipts per transaction. */
  receiptBatch: Histogram;
  /** Open streams, sockets and long polls of this process. */
  liveConnections: Gauge<"kind">;
  /** Finished tries of webhooks, by outcome. */
  webhookTries: Counter<"outcome">;
  /** Finished tries of sends, by outcome. */
  sendTries: Counter<"outcome">;
  /** 1 while the database can store nothing: its disk is full, read-only or broken. */
  storageUnavailable: Gauge;
  /** 1 while an event has waited too long for its stamp. */
  eventsDelayed: Gauge;
  /** How long the oldest event has waited for its stamp. */
  outboxAge: Gauge;
  /** 1 while nothing may leave the installation. */
  maintenance: Gauge;
  outboundOff: Gauge;
  /** 1 while the last scheduled backup that this process began has failed. */
  backupFailed: Gauge;
  /** 1 while the last scheduled backup of this process lacks attachments whose bytes are gone. */
  backupIncomplete: Gauge;
  /** Seconds between scheduled backups; 0 where this process schedules none. */
  backupInterval: Gauge;
  /** Requests that gave up waiting for a turn, by what they waited for. */
  crowded: Counter<"by">;
  /** Rows in default partitions: above 0 an operator must act. */
  unplacedRows: Gauge;
  /** The corrected difference of maintained counters, in conversations: above 0 there is a bug. */
  counterDrift: Counter;
  /** What waits and what is in trouble. */
  health: HealthGauges;
  /** Reads of replicas of Postgres. */
  replicas: ReplicaMetrics;
  /** What this process uses. */
  resources: ResourceGauges;
};

/** `screen`: of browsers; `api_stream` and `api_poll`: of `/v1/events`; the sockets of `/cable` and `/wukongim/ws`. */
const LIVE_KINDS = ["screen", "api_stream", "api_poll", "cable", "wukongim"];

/**
 * The process's metrics. Web processes of one port are shown as one: their values are added up, but for those with an
 * `aggregator`, which each process has alike.
 */
export const metrics: Metrics = shared("metrics", createMetrics);

function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectProcessMetrics(registry);
  return {
    registry,
    requests: new Histogram({
      name: "tickline_http_request_seconds",
      help: "Durations of answered API requests.",
      labelNames: ["method", "route", "status"],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    operations: new Counter({
      name: "tickline_operations_total",
      help: "Committed operations that made events.",
      registers,
    }),
    ...refusalCounters(registers),
    ...outageGauges(registers),
    ...backupGauges(registers),
    stamped: new Counter({
      name: "tickline_relay_stamped_events_total",
      help: "Events that got their place in the log.",
      registers,
    }),
    stampLag: new Histogram({
      name: "tickline_relay_lag_seconds",
      help: "From an event's instant to its stamp.",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
      registers,
    }),
    receiptBatch: new Histogram({
      name: "tickline_receipt_batch",
      help: "Receipts in one coalesced transaction.",
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      registers,
    }),
    liveConnections: liveConnections(registers),
    ...outboundCounters(registers),
    health: createHealthGauges(registers),
    replicas: createReplicaMetrics(registers),
    resources: createResourceGauges(registers),
    unplacedRows: new Gauge({
      name: "tickline_unplaced_rows",
      help: "Rows in default partitions: no partition was made for their month in time.",
      aggregator: "max",
      registers,
    }),
    counterDrift: new Counter({
      name: "tickline_counter_drift_total",
      help: "Conversations by which maintained counters were found off a recount, and mended.",
      registers,
    }),
  };
}

function liveConnections(registers: Registry[]): Metrics["liveConnections"] {
  const gauge = new Gauge({
    name: "tickline_live_connections",
    help: "Open streams, sockets and long polls of this process, by kind.",
    labelNames: ["kind"],
    registers,
  });
  for (const kind of LIVE_KINDS) gauge.set({ kind }, 0);
  return gauge;
}

function outageGauges(
  registers: Registry[],
): Pick<
  Metrics,
  "maintenance" | "storageUnavailable" | "eventsDelayed" | "outboxAge" | "outboundOff" | "crowded"
> {
  return {
    maintenance: new Gauge({
      name: "tickline_maintenance",
      help: "1 while an operator has taken writes away: changes are refused, and workers claim nothing.",
      aggregator: "max",
      registers,
    }),
    outboundOff: new Gauge({
      name: "tickline_outbound_off",
      help: "1 while webhooks, callbacks, mails, pushes and fetches of files wait: OUTBOUND=off, or a restored copy.",
      aggregator: "max",
      registers,
    }),
    storageUnavailable: new Gauge({
      name: "tickline_storage_unavailable",
      help: "1 while the database can store nothing.",
      aggregator: "max",
      registers,
    }),
    eventsDelayed: new Gauge({
      name: "tickline_events_delayed",
      help: "1 while an event has waited too long for its stamp.",
      aggregator: "max",
      registers,
    }),
    outboxAge: new Gauge({
      name: "tickline_outbox_age_seconds",
      help: "How long the oldest event without a stamp has waited.",
      aggregator: "max",
      registers,
    }),
    crowded: new Counter({
      name: "tickline_crowded_total",
      help: "Requests and changes that gave up waiting for their turn: for a row, an account's share or a connection.",
      labelNames: ["by"],
      registers,
    }),
  };
}

function backupGauges(
  registers: Registry[],
): Pick<Metrics, "backupFailed" | "backupIncomplete" | "backupInterval"> {
  return {
    backupFailed: new Gauge({
      name: "tickline_backup_failed",
      help: "1 while the last scheduled backup that this process began has failed.",
      aggregator: "max",
      registers,
    }),
    backupIncomplete: new Gauge({
      name: "tickline_backup_incomplete",
      help: "1 while the last scheduled backup of this process lacks attachments whose bytes are gone.",
      aggregator: "max",
      registers,
    }),
    backupInterval: new Gauge({
      name: "tickline_backup_interval_seconds",
      help: "The longest time between two scheduled backups; 0 where this process schedules none.",
      aggregator: "max",
      registers,
    }),
  };
}

function outboundCounters(registers: Registry[]): Pick<Metrics, "webhookTries" | "sendTries"> {
  return {
    webhookTries: new Counter({
      name: "tickline_webhook_tries_total",
      help: "Tries to deliver a webhook, by outcome: delivered or failed.",
      labelNames: ["outcome"],
      registers,
    }),
    sendTries: new Counter({
      name: "tickline_send_tries_total",
      help: "Tries to take a message to the program behind its inbox, by outcome: accepted, refused, not_sent or ambiguous.",
      labelNames: ["outcome"],
      registers,
    }),
  };
}

function refusalCounters(registers: Registry[]): Pick<Metrics, "refusals" | "rateLimited" | "security"> {
  return {
    refusals: new Counter({
      name: "tickline_refusals_total",
      help: "Refused requests by code.",
      labelNames: ["code"],
      registers,
    }),
    rateLimited: new Counter({
      name: "tickline_rate_limited_total",
      help: "Requests refused by a rate limit.",
      labelNames: ["limit"],
      registers,
    }),
    security: new Counter({
      name: "tickline_security_events_total",
      help: "Sign-ins, refused sign-ins and refused rights.",
      labelNames: ["event"],
      registers,
    }),
  };
}
