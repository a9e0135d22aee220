import { Gauge, type Registry } from "prom-client";
import { z } from "zod";
import type { Rate } from "@/server/lib/async/token-bucket";

const SECONDS = { s: 1, min: 60, h: 3600 } as const;
const FORMAT = /^([1-9]\d{0,6})\/(s|min|h)(?: burst ([1-9]\d{0,6}))?$/;

/** Reads `300/s burst 600`, `20/min` (its burst is 20) or `off`, which is null. Refuses any other text. */
export const rate = z.string().transform((text, context): Rate | null => {
  if (text === "off") return null;
  const [, amount, unit, burst = amount] = FORMAT.exec(text) ?? [];
  if (unit !== "s" && unit !== "min" && unit !== "h") {
    context.addIssue({ code: "custom", message: "must be a rate like 300/s burst 600, or off" });
    return z.NEVER;
  }
  return { perSecond: Number(amount) / SECONDS[unit], burst: Number(burst) };
});

/** Of one inbox; `account` and `inbox` are ids. */
type OfInbox = Gauge<"account" | "inbox">;

/**
 * What waits and what is in trouble, as the database has it: every process of an installation shows the same values.
 * Read when the metrics are.
 */
export type HealthGauges = {
  /** 0 while the others could not be read; then they have no values. */
  isRead: Gauge;
  inboxPending: OfInbox;
  inboxOldestPending: OfInbox;
  inboxStuck: OfInbox;
  inboxUnconfirmed: OfInbox;
  inboxFailed: OfInbox;
  /** Without a value for inboxes that report no deliveries. */
  inboxOverdue: OfInbox;
  /** Without a value for kinds that have none open. */
  openAlerts: Gauge<"account" | "kind">;
  sends: Gauge<"state">;
  sendsLate: Gauge;
  messageChanges: Gauge<"state">;
  messageChangesLate: Gauge;
  deliveries: Gauge<"state">;
  deliveriesLate: Gauge;
  outboxEvents: Gauge;
  bulkOperations: Gauge;
  /** Since 1970; 0: Tickline has written none. */
  lastBackup: Gauge;
  databaseBytes: Gauge;
};

export function createHealthGauges(registers: Registry[]): HealthGauges {
  const aggregator = "max";
  const plain = (name: string, help: string) =>
    new Gauge({ name: `tickline_${name}`, help, aggregator, registers });
  const byState = (name: string, help: string) =>
    new Gauge({ name: `tickline_${name}`, help, labelNames: ["state"] as const, aggregator, registers });
  const byInbox = (name: string, help: string) =>
    new Gauge({
      name: `tickline_inbox_${name}`,
      help,
      labelNames: ["account", "inbox"] as const,
      aggregator,
      registers,
    });
  return {
    isRead: plain("health_read", "1 if the counts of messages and queues could be read, 0 if not."),
    inboxPending: byInbox("pending_messages", "Outgoing messages that wait for their first receipt."),
    inboxOldestPending: byInbox("oldest_pending_seconds", "How long the oldest of them has waited."),
    inboxStuck: byInbox("stuck_messages", "Messages that have waited for longer than their inbox allows."),
    inboxUnconfirmed: byInbox(
      "unconfirmed_messages",
      "Messages of which nobody knows whether they were sent.",
    ),
    inboxFailed: byInbox("failed_messages", "Messages that are failed now."),
    inboxOverdue: byInbox(
      "overdue_messages",
      "Messages sent longer ago than their inbox allows and not delivered.",
    ),
    openAlerts: new Gauge({
      name: "tickline_open_alerts",
      help: "Open alerts of an account, by kind.",
      labelNames: ["account", "kind"] as const,
      aggregator,
      registers,
    }),
    ...queueGauges(plain, byState),
    outboxEvents: plain("outbox_events", "Events that wait for their place in the log."),
    bulkOperations: plain("bulk_operations_running", "Bulk operations that are running."),
    lastBackup: plain(
      "last_backup_timestamp_seconds",
      "When the newest backup was complete, in seconds since 1970; 0: Tickline has written none.",
    ),
    databaseBytes: plain("database_bytes", "The size of the database on its disk."),
  };
}

type Create<G> = (name: string, help: string) => G;

const queueGauges = (plain: Create<Gauge>, byState: Create<Gauge<"state">>) => ({
  sends: byState("sends_waiting", "Sends that are not settled: all, due or calling."),
  sendsLate: plain("sends_late_seconds", "How long the oldest due send has been due."),
  messageChanges: byState(
    "message_changes_waiting",
    "Edits and deletions of sent messages that are not settled: all, due or calling.",
  ),
  messageChangesLate: plain("message_changes_late_seconds", "How long the oldest due one has been due."),
  deliveries: byState("deliveries_waiting", "Webhook deliveries that wait: all or due."),
  deliveriesLate: plain("deliveries_late_seconds", "How long the oldest due delivery has been due."),
});
