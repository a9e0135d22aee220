import type { HealthDto } from "./health";

const AT = "2026-11-20T09:41:00.000Z";

/** An example of a report, for the documentation. */
export const health: HealthDto = {
  at: AT,
  period: "day",
  since: "2026-11-19T10:00:00.000Z",
  overdueAfterHours: null,
  inboxes: [
    {
      inboxId: 1,
      name: "WhatsApp",
      noTakerSince: null,
      pending: { count: 3, oldestAt: "2026-11-20T09:29:12.000Z" },
      stuck: { count: 2, oldestAt: "2026-11-20T09:29:12.000Z" },
      unconfirmed: { count: 1, oldestAt: "2026-11-20T09:12:40.000Z" },
      failed: { count: 4, oldestAt: "2026-11-18T16:03:21.000Z" },
      overdue: { count: 1, oldestAt: "2026-11-17T11:20:05.000Z", afterHours: 24, reportsDelivery: true },
      attempts: 812,
      failedAttempts: 9,
      sender: { failingSince: null, pausedUntil: null, lastAnsweredAt: "2026-11-20T09:40:58.000Z" },
    },
  ],
  hours: [
    { at: "2026-11-20T08:00:00.000Z", attempts: 120, failed: 6 },
    { at: "2026-11-20T09:00:00.000Z", attempts: 74, failed: 3 },
  ],
  errors: [
    {
      error: "131026: Message undeliverable",
      attempts: 6,
      open: 4,
      newestAt: "2026-11-20T09:31:44.000Z",
      inboxIds: [1],
      examples: [{ error: "131026: Message undeliverable", messageId: 1207, at: "2026-11-20T09:31:44.000Z" }],
    },
  ],
  isCut: false,
  queues: {
    sends: { waiting: 2, due: 1, calling: 1, oldestDueAt: "2026-11-20T09:40:59.000Z" },
    messageChanges: { waiting: 0, due: 0, calling: 0, oldestDueAt: null },
    deliveries: { waiting: 0, due: 0, oldestDueAt: null },
    outbox: { waiting: 0, oldestAt: null },
    bulkOperations: { running: 1, remaining: 4_200 },
  },
  endpoints: [
    {
      id: 8,
      url: "https://hooks.example.com/tickline",
      state: "enabled",
      disabledReason: null,
      failingSince: null,
      health: {
        tries: 240,
        delivered: 239,
        p50Ms: 41,
        p99Ms: 380,
        waiting: 0,
        behind: 0,
        pausedUntil: null,
        lastDeliveredAt: "2026-11-20T09:40:57.000Z",
        lastFailedAt: "2026-11-20T03:12:09.000Z",
      },
    },
  ],
};
