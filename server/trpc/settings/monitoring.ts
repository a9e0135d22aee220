import { z } from "zod";
import { reviewInbox } from "@/server/commands/inboxes/review-inbox";
import { discardDeliveries, retryDeliveries } from "@/server/commands/queues/queued-deliveries";
import { discardJob, retryJob } from "@/server/commands/queues/queued-jobs";
import { discardMessageChanges, retryMessageChanges } from "@/server/commands/queues/queued-message-changes";
import { discardSends, retrySends } from "@/server/commands/queues/queued-sends";
import { actor, id } from "@/server/contract/_shared/dto";
import { ALERT_STATES } from "@/server/contract/alert/alert";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { HEALTH_PERIODS } from "@/server/contract/health/constants";
import { settingChangeDto } from "@/server/contract/inbox/setting-change";
import { DELIVERY_QUEUES, LISTED_JOBS } from "@/server/contract/queue/constants";
import {
  discardDeliveriesInput,
  discardJobInput,
  discardMessageChangesInput,
  discardSendsInput,
  retryDeliveriesInput,
  retryJobInput,
  retryMessageChangesInput,
  retrySendsInput,
} from "@/server/contract/queue/inputs";
import { defined } from "@/server/lib/defined";
import { browseLog, getEventText } from "@/server/queries/events/browse-log";
import { countOpenAlerts, listAlerts } from "@/server/queries/health/alerts";
import { getHealth } from "@/server/queries/health/health";
import { auditInbox, listDueReviews } from "@/server/queries/inboxes/audit-inbox";
import { listSettingChanges } from "@/server/queries/inboxes/setting-changes";
import {
  getQueues,
  listJobs,
  listQueuedDeliveries,
  listQueuedMessageChanges,
  listQueuedSends,
} from "@/server/queries/queues/queues";
import { cursor, displayId, inboxId, instant, limit } from "@/server/trpc/inputs";
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

const changeFilter = {
  subject: settingChangeDto.shape.subject.nullish(),
  userId: id.nullish(),
  from: instant.nullish(),
  to: instant.nullish(),
};

/** The audit log, reviews and drift. For administrators. */
export const auditRouter = router({
  /** The drift of an inbox's settings since the last review. */
  inbox: administratorProcedure
    .input(z.object({ inboxId, cursor, limit }))
    .query(({ ctx, input }) =>
      ctx.database.snapshot((db) =>
        auditInbox(db, ctx.caller, { ...input, cursor: input.cursor ?? null, now: ctx.now() }),
      ),
    ),
  /** The inboxes whose review is due. */
  due: administratorProcedure.query(({ ctx }) => listDueReviews(ctx.database, ctx.caller, ctx.now())),
  review: administratorProcedure
    .input(z.object({ inboxId }))
    .mutation(async ({ ctx, input }) => (await ctx.run(reviewInbox, ctx.caller, input)).result),
  /** The account's audit log. */
  changes: administratorProcedure
    .input(z.object({ ...changeFilter, cursor, limit }))
    .query(({ ctx, input: { limit: most, ...filter } }) =>
      listSettingChanges(ctx.database, ctx.caller, { ...defined(filter), limit: most }),
    ),
});

/** The account's log, for administrators. */
export const eventsRouter = router({
  list: administratorProcedure
    .input(
      z.object({
        types: z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length).nullish(),
        displayId: displayId.nullish(),
        conversationId: id.nullish(),
        actor: z.object({ type: actor.shape.type, id: id.nullish() }).nullish(),
        from: instant.nullish(),
        to: instant.nullish(),
        order: z.enum(["newest", "oldest"]).default("newest"),
        cursor,
        limit,
      }),
    )
    .query(({ ctx, input }) => ctx.database.snapshot((db) => browseLog(db, ctx.caller, input))),
  /** The same text as in `/v1/events`. */
  get: administratorProcedure
    .input(z.object({ seq: z.number().int().positive() }))
    .query(({ ctx, input }) => getEventText(ctx.database, ctx.caller, input.seq)),
});

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
  messageChanges: administratorProcedure
    .input(z.object({ inboxId: inboxId.nullish(), cursor, limit }))
    .query(({ ctx: { database, caller, now }, input }) =>
      database.snapshot((db) => listQueuedMessageChanges(db, caller, { ...input, now: now() })),
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
  retryMessageChanges: administratorProcedure
    .input(retryMessageChangesInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(retryMessageChanges, ctx.caller, input)).result),
  discardMessageChanges: administratorProcedure
    .input(discardMessageChangesInput)
    .mutation(async ({ ctx, input }) => (await ctx.run(discardMessageChanges, ctx.caller, input)).result),
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
