import { z } from "zod";
import { createEndpoint } from "@/server/commands/webhooks/create-endpoint";
import { deleteEndpoint } from "@/server/commands/webhooks/delete-endpoint";
import { disableEndpoint } from "@/server/commands/webhooks/disable-endpoint";
import { enableEndpoint } from "@/server/commands/webhooks/enable-endpoint";
import { replayDeliveries } from "@/server/commands/webhooks/replay-deliveries";
import { rotateEndpointSecret } from "@/server/commands/webhooks/rotate-endpoint-secret";
import { testEndpoint } from "@/server/commands/webhooks/test-endpoint";
import { updateEndpoint } from "@/server/commands/webhooks/update-endpoint";
import { id } from "@/server/contract/_shared/dto";
import { EVENT_TYPES } from "@/server/contract/event/event";
import { DELIVERY_STATES } from "@/server/contract/webhook/endpoint";
import { endpointSettings } from "@/server/contract/webhook/endpoint-settings";
import { DELIVERY_TYPES } from "@/server/contract/webhook/heartbeat";
import { defined } from "@/server/lib/defined";
import { countTroubledEndpoints } from "@/server/queries/webhooks/count-troubled-endpoints";
import { listDeliveries } from "@/server/queries/webhooks/list-deliveries";
import { listWebhookFormats, sampleWebhook, showDelivery } from "@/server/queries/webhooks/preview-webhook";
import { watchEndpoint, watchEndpoints } from "@/server/queries/webhooks/watch-endpoints";
import { cursor, instant, limit } from "@/server/trpc/inputs";
import { administratorProcedure, router } from "@/server/trpc/trpc";

const named = z.object({ endpointId: id });
const type = z.enum(EVENT_TYPES);
const sinceSeq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const replay = z.union([
  z.strictObject({ deliveryId: id }),
  z.strictObject({ sinceSeq }),
  z.strictObject({ from: instant, to: instant, sinceSeq: sinceSeq.optional() }),
]);

/** Receivers of webhooks and what they were sent. For administrators. */
export const webhooksRouter = router({
  list: administratorProcedure.query(({ ctx }) => watchEndpoints(ctx.database, ctx.caller, ctx.now())),
  get: administratorProcedure
    .input(named)
    .query(({ ctx, input }) => watchEndpoint(ctx.database, ctx.caller, { ...input, now: ctx.now() })),
  troubled: administratorProcedure.query(({ ctx }) => countTroubledEndpoints(ctx.database, ctx.caller)),
  formats: administratorProcedure.query(({ ctx }) => listWebhookFormats(ctx.caller)),
  /** What would be sent of a made-up event. */
  sample: administratorProcedure
    .input(endpointSettings.pick({ format: true }).extend({ type }))
    .query(({ ctx, input }) => sampleWebhook(ctx.caller, { ...input, now: ctx.now() })),
  /** The secret is told here and never again. */
  create: administratorProcedure
    .input(endpointSettings)
    .mutation(async ({ ctx, input }) => (await ctx.run(createEndpoint, ctx.caller, input)).result),
  update: administratorProcedure
    .input(endpointSettings.partial().extend(named.shape))
    .mutation(
      async ({ ctx, input: { endpointId, ...patch } }) =>
        (await ctx.run(updateEndpoint, ctx.caller, { ...defined(patch), endpointId })).result,
    ),
  remove: administratorProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(deleteEndpoint, ctx.caller, input)).result),
  enable: administratorProcedure
    .input(named)
    .mutation(async ({ ctx, input }) => (await ctx.run(enableEndpoint, ctx.caller, input)).result),
  disable: administratorProcedure
    .input(named)
    .mutation(
      async ({ ctx, input }) =>
        (await ctx.run(disableEndpoint, ctx.caller, { ...input, reason: "by_hand" })).result,
    ),
  test: administratorProcedure
    .input(named.extend({ type }))
    .mutation(async ({ ctx, input }) => (await ctx.run(testEndpoint, ctx.caller, input)).result),
  /** So is this one. */
  rotate: administratorProcedure
    .input(named.extend({ overlapHours: z.number().int().min(0).max(168) }))
    .mutation(async ({ ctx, input }) => (await ctx.run(rotateEndpointSecret, ctx.caller, input)).result),
  replay: administratorProcedure
    .input(named.extend({ replay }))
    .mutation(async ({ ctx, input }) => (await ctx.run(replayDeliveries, ctx.caller, input)).result),
  deliveries: administratorProcedure
    .input(
      named.extend({
        state: z.enum(DELIVERY_STATES).nullish(),
        type: z.enum(DELIVERY_TYPES).nullish(),
        from: instant.nullish(),
        to: instant.nullish(),
        cursor,
        limit,
      }),
    )
    .query(({ ctx, input }) => ctx.database.snapshot((db) => listDeliveries(db, ctx.caller, input))),
  delivery: administratorProcedure
    .input(z.object({ deliveryId: id }))
    .query(({ ctx, input }) =>
      ctx.database.snapshot((db) => showDelivery(db, ctx.caller, { ...input, now: ctx.now() })),
    ),
});
