import { z } from "@hono/zod-openapi";
import { HEALTH_PERIODS, OVERDUE_HOURS } from "@/server/contract/health/constants";
import { get } from "@/server/http/v1/_route/route";
import { idQuery, whole } from "@/server/http/v1/inputs";
import { health } from "@/server/http/v1/schemas";
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
