import { z } from "@hono/zod-openapi";
import { ALERT_STATES } from "@/server/contract/alert/alert";
import { get } from "@/server/http/v1/_route/route";
import { page } from "@/server/http/v1/inputs";
import { alert, pageOf } from "@/server/http/v1/schemas";
import { listAlerts } from "@/server/queries/alerts/alerts";

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
