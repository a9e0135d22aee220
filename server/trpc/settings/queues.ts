import { z } from "zod";
import { discardDeliveries, retryDeliveries } from "@/server/commands/queues/queued-deliveries";
import { discardJob, retryJob } from "@/server/commands/queues/queued-jobs";
import { discardSends, retrySends } from "@/server/commands/queues/queued-sends";
import { id } from "@/server/contract/_shared/dto";
import { DELIVERY_QUEUES, LISTED_JOBS } from "@/server/contract/queue/constants";
import {
  discardDeliveriesInput,
  discardJobInput,
  discardSendsInput,
  retryDeliveriesInput,
  retryJobInput,
  retrySendsInput,
} from "@/server/contract/queue/inputs";
import { getQueues, listJobs, listQueuedDeliveries, listQueuedSends } from "@/server/queries/queues/queues";
import { cursor, inboxId, limit } from "@/server/trpc/inputs";
import { administratorProcedure, router } from "@/server/trpc/trpc";

/** What waits, and what administrators do about it. */
export const queuesRouter = router({
  get: administratorProcedure
    .meta({ isExpensive: true })
    .query(({ ctx: { database, caller, now } }) => database.snapshot((db) => getQueues(db, caller, now()))),
  sends: administratorProcedure
    .input(z.object({ inboxId: inboxId.nullish(), cursor, limit }))
    .query(({ ctx: { database, caller, now }, input }) =>
      database.snapshot((db) => listQueuedSends(db, caller, { ...input, now: now() })),
    ),
  deliveries: administratorProcedure
    .input(z.object({ endpointId: id.nullish(), state: z.enum(DELIVERY_QUEUES), cursor, limit }))
    .query(({ ctx: { database, caller, now }, input }) =>
      database.snapshot((db) => listQueuedDeliveries(db, caller, { ...input, now: now() })),
    ),
  jobs: administratorProcedure
    .input(z.object({ kind: z.enum(LISTED_JOBS), cursor, limit }))
    .query(({ ctx: { database, caller }, input }) => database.snapshot((db) => listJobs(db, caller, input))),
  retrySends: administratorProcedure
    .input(retrySendsInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(retrySends, ctx.caller, input)).result),
  discardSends: administratorProcedure
    .input(discardSendsInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(discardSends, ctx.caller, input)).result),
  retryDeliveries: administratorProcedure
    .input(retryDeliveriesInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(retryDeliveries, ctx.caller, input)).result),
  discardDeliveries: administratorProcedure
    .input(discardDeliveriesInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(discardDeliveries, ctx.caller, input)).result),
  retryJob: administratorProcedure
    .input(retryJobInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(retryJob, ctx.caller, input)).result),
  discardJob: administratorProcedure
    .input(discardJobInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(discardJob, ctx.caller, input)).result),
});
