import { z } from "zod";
import { ALERT_STATES } from "@/server/contract/alert/alert";
import { defined } from "@/server/lib/defined";
import { listAlerts } from "@/server/queries/alerts/list-alerts";
import { cursor, limit } from "@/server/trpc/inputs";
import { administratorProcedure, router } from "@/server/trpc/trpc";

/** What administrators are told about. */
export const alertsRouter = router({
  list: administratorProcedure
    .input(z.object({ state: z.enum(ALERT_STATES).nullish(), cursor, limit }))
    .query(({ ctx, input: { limit: most, ...filter } }) =>
      listAlerts(ctx.database, ctx.caller, { ...defined(filter), limit: most }),
    ),
});
