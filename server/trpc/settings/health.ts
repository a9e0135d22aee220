import { z } from "zod";
import { HEALTH_PERIODS } from "@/server/contract/health/constants";
import { getHealth } from "@/server/queries/health/health";
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
      }),
    )
    .query(({ ctx: { database, caller, now }, input }) =>
      database.snapshot((db) =>
        getHealth(db, caller, {
          period: input.period,
          inboxId: input.inboxId ?? null,
          overdueHours: null,
          now: now(),
        }),
      ),
    ),
});
