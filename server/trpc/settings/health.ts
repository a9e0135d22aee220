import { z } from "zod";
import { HEALTH_PERIODS, OVERDUE_HOURS } from "@/server/contract/health/constants";
import { getHealth } from "@/server/queries/health/get-health";
import { inboxId } from "@/server/trpc/inputs";
import { administratorProcedure, router } from "@/server/trpc/trpc";

/** Whether messages leave and arrive. For administrators. */
export const healthRouter = router({
  get: administratorProcedure
    .meta({ isExpensive: true })
    .input(
      z.object({
        period: z.enum(HEALTH_PERIODS),
        inboxId: inboxId.nullish(),
        /** After how many hours a message that was sent should have been delivered. */
        overdueHours: z
          .number()
          .int()
          .min(OVERDUE_HOURS.min)
          .max(OVERDUE_HOURS.max)
          .default(OVERDUE_HOURS.default),
      }),
    )
    .query(({ ctx: { database, caller, now }, input }) =>
      database.snapshot((db) =>
        getHealth(db, caller, {
          period: input.period,
          inboxId: input.inboxId ?? null,
          overdueHours: input.overdueHours,
          now: now(),
        }),
      ),
    ),
});
