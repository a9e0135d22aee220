import { z } from "zod";
import { ALERT_STATES } from "@/server/contract/alert/alert";
import { defined } from "@/server/lib/defined";
import { countOpenAlerts, listAlerts } from "@/server/queries/alerts/alerts";
import { cursor, limit } from "@/server/trpc/inputs";
import { administratorProcedure, router } from "@/server/trpc/trpc";

/** What administrators are told about. */
export const alertsRouter = router({
  /** How many are open. */
  open: administratorProcedure.query(({ ctx }) => countOpenAlerts(ctx.database, ctx.caller)),

  list: administratorProcedure
    .input(z.object({ state: z.enum(ALERT_STATES).nullish(), cursor, limit }))
    .query(({ ctx, input: { limit: most, ...filter } }) =>
      listAlerts(ctx.database, ctx.caller, { ...defined(filter), limit: most }),
    ),
});
