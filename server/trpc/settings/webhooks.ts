import { z } from "zod";
import { replayDeliveries, testEndpoint } from "@/server/commands/webhooks/deliveries";
import {
  createEndpoint,
  deleteEndpoint,
  disableEndpoint,
  enableEndpoint,
  rotateEndpointSecret,
  updateEndpoint,
} from "@/server/commands/webhooks/endpoints";
import { id } from "@/server/contract/_shared/dto";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { clientId } from "@/server/contract/message/inputs";
import { DELIVERY_STATES, DELIVERY_TYPES, ENDPOINT_FORMATS } from "@/server/contract/webhook/constants";
import { endpointDto } from "@/server/contract/webhook/endpoint";
import {
  createEndpointInput,
  endpointUrl,
  replayInput,
  rotateSecretInput,
  testEndpointInput,
  updateEndpointInput,
} from "@/server/contract/webhook/inputs";
import { defined } from "@/server/lib/defined";
import { requireRecentAuthentication } from "@/server/queries/credentials/two-factor";
import { countTroubledEndpoints, watchEndpoint, watchEndpoints } from "@/server/queries/webhooks/endpoints";
import { listDeliveries } from "@/server/queries/webhooks/list-deliveries";
import { listWebhookFormats, sampleWebhook, showDelivery } from "@/server/queries/webhooks/preview-webhook";
import { cursor, instant, limit, typed } from "@/server/trpc/inputs";
import { secretOnce } from "@/server/trpc/run-once";
import { administratorProcedure, router, sensitiveProcedure } from "@/server/trpc/trpc";

const named = z.object({ endpointId: id });
const createdEndpoint = z.object({ endpoint: endpointDto, secret: z.string() });

/** Endpoints and their deliveries. For administrators. */
export const webhooksRouter = router({
  list: administratorProcedure.query(({ ctx }) => watchEndpoints(ctx.database, ctx.caller, ctx.now())),
  get: administratorProcedure
    .input(named)
    .query(({ ctx, input }) => watchEndpoint(ctx.database, ctx.caller, { ...input, now: ctx.now() })),
  troubled: administratorProcedure.query(({ ctx }) => countTroubledEndpoints(ctx.database, ctx.caller)),
  formats: administratorProcedure.query(({ ctx }) => listWebhookFormats(ctx.caller)),
  /** The request for a sample event. */
  sample: administratorProcedure
    .input(z.object({ format: z.enum(ENDPOINT_FORMATS), type: z.enum(EVENT_TYPES) }))
    .query(({ ctx, input }) => sampleWebhook(ctx.caller, { ...input, now: ctx.now() })),
  /** The secret is returned here only; the endpoint is one per `clientId`, however often it is requested. */
  create: sensitiveProcedure
    .input(createEndpointInput.extend({ url: typed(endpointUrl), clientId: clientId.optional() }))
    .mutation(({ ctx, input: { clientId: key, ...wanted } }) => {
      const answerOf = (made: z.infer<typeof createdEndpoint>) => made;
      const once = {
        kind: "webhook",
        clientId: key,
        sameness: wanted,
        answerOf,
        schema: createdEndpoint,
      } as const;
      return secretOnce(ctx, createEndpoint, wanted, once);
    }),
  update: administratorProcedure
    .input(updateEndpointInput.extend({ ...named.shape, url: typed(endpointUrl).optional() }))
    .mutation(async ({ ctx, input: { endpointId, ...patch } }) => {
      if (patch.url !== undefined) requireRecentAuthentication(ctx.caller, ctx.now()); // the events would go elsewhere
      return (await ctx.run(updateEndpoint, ctx.caller, { ...defined(patch), endpointId })).result;
    }),
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
    .input(testEndpointInput.extend(named.shape))
    .mutation(async ({ ctx, input }) => (await ctx.run(testEndpoint, ctx.caller, input)).result),
  /** So is the new one. */
  rotate: sensitiveProcedure
    .input(rotateSecretInput.extend(named.shape))
    .mutation(async ({ ctx, input }) => (await ctx.run(rotateEndpointSecret, ctx.caller, input)).result),
  replay: administratorProcedure
    .meta({ isExpensive: true })
    .input(named.extend({ replay: replayInput(instant) }))
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
