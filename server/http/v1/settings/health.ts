import { z } from "@hono/zod-openapi";
import { ALERT_STATES } from "@/server/contract/alert/alert";
import { HEALTH_PERIODS, OVERDUE_HOURS } from "@/server/contract/health/constants";
import { get } from "@/server/http/v1/_route/route";
import { idQuery, page, whole } from "@/server/http/v1/inputs";
import { alert, health, pageOf } from "@/server/http/v1/schemas";
import { listAlerts } from "@/server/queries/health/alerts";
import { getHealth } from "@/server/queries/health/health";

const { min, max } = OVERDUE_HOURS;

/** What a report and its export are about. */
export const healthFilter = {
  period: z.enum(HEALTH_PERIODS).default("day"),
  inboxId: idQuery.optional().openapi({ description: "Only this inbox; the queues are the account's." }),
};

export const healthRoutes = [
  get(
    {
      path: "/v1/health",
      isExpensive: true,
      tag: "Health",
      summary: "Report whether messages leave and arrive, what failed and why, and what waits",
      description:
        "For an administrator's token. Counts of messages, sends and deliveries end at 10,000. `hours` are those with attempts; a " +
        "failure counts in the hour in which its attempt began. `errors` are the 50 most frequent reasons of failures in the period: texts " +
        "that differ only in ids, numbers and quoted parts are one.",
      query: z.strictObject({
        ...healthFilter,
        overdueHours: whole(min, max).optional().openapi({
          description:
            "After how many hours a message that was sent counts as overdue. Default: each inbox's `overdueAfterHours`.",
        }),
      }),
      answer: health,
      refuses: ["auth.forbidden", "inbox.not_found"],
    },
    ({ caller, query: { period, inboxId = null, overdueHours = null }, services: { database, now } }) =>
      database.snapshot((db) => getHealth(db, caller, { period, inboxId, overdueHours, now: now() })),
  ),
];

export const alertRoutes = [
  get(
    {
      path: "/v1/alerts",
      tag: "Alerts",
      summary: "List what administrators are told about: open alerts first, then closed ones, newest first",
      description:
        "An alert is opened when its cause begins and closed when it is gone; at most one of a kind is open about a subject. Its events are `alert.opened` and `alert.closed`. Closed ones are kept for 90 days. Administrators only.",
      query: z.strictObject({ ...page, state: z.enum(ALERT_STATES).optional() }),
      answer: pageOf(alert),
      refuses: ["auth.forbidden", "cursor.invalid"],
    },
    ({ caller, query, services }) => listAlerts(services.database, caller, query),
  ),
];
