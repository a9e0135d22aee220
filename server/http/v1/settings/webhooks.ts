import { z } from "@hono/zod-openapi";
import { createEndpoint } from "@/server/commands/webhooks/create-endpoint";
import { deleteEndpoint } from "@/server/commands/webhooks/delete-endpoint";
import { disableEndpoint } from "@/server/commands/webhooks/disable-endpoint";
import { enableEndpoint } from "@/server/commands/webhooks/enable-endpoint";
import { replayDeliveries } from "@/server/commands/webhooks/replay-deliveries";
import { rotateEndpointSecret } from "@/server/commands/webhooks/rotate-endpoint-secret";
import { testEndpoint } from "@/server/commands/webhooks/test-endpoint";
import { updateEndpoint } from "@/server/commands/webhooks/update-endpoint";
import { givenInstant } from "@/server/contract/_shared/instant";
import { DELIVERY_STATES, endpointHealthDto, tryDto } from "@/server/contract/webhook/endpoint";
import { DELIVERY_TYPES } from "@/server/contract/webhook/heartbeat";
import {
  createEndpointInput,
  replayInput,
  rotateSecretInput,
  testEndpointInput,
  updateEndpointInput,
} from "@/server/contract/webhook/inputs";
import { del, get, patch, post } from "@/server/http/v1/_route/route";
import { page, pathId } from "@/server/http/v1/inputs";
import { delivery, endpoint, pageOf } from "@/server/http/v1/schemas";
import { isWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import { listDeliveries } from "@/server/queries/webhooks/list-deliveries";
import { getDelivery, getEndpoint, listEndpoints } from "@/server/queries/webhooks/list-endpoints";

const tag = "Webhooks";
const params = z.object({ id: pathId("endpoint.not_found") });
const refuses = ["auth.forbidden", "endpoint.not_found"] as const;

const secret = z
  .string()
  .max(200)
  .refine(isWebhookSecret, { error: "must be `whsec_` and 24 to 64 bytes in base64" })
  .optional();

const shownOnce = endpoint.extend({ secret: z.string() });

export const webhookRoutes = [
  get(
    {
      path: "/v1/endpoints",
      tag,
      summary: "The receivers of webhooks",
      answer: pageOf(endpoint),
      refuses: ["auth.forbidden"],
    },
    ({ caller, services }) => services.database.snapshot((db) => listEndpoints(db, caller)),
  ),
  post(
    {
      path: "/v1/endpoints",
      tag,
      summary: "Add a receiver; the secret is in this answer and nowhere else",
      description:
        "It is told of everything that happens from now on and that it asks for. `format`: `tickline` is the event as " +
        "`/v1/events` has it, `thin` names it only, `freescout` is what FreeScout would send. Every POST is signed as Standard Webhooks say. With `heartbeatMinutes` it is told so " +
        "often that all is well (`system.heartbeat`), so that it notices when pushes stop.",
      body: createEndpointInput.extend({ secret }).strict(),
      answer: shownOnce,
      status: 201,
      isSecret: true,
      refuses: ["auth.forbidden", "endpoint.too_many", "endpoint.url_refused", "inbox.not_found"],
    },
    async (tx, { body }) => {
      const made = await createEndpoint(tx, body);
      return { ...made.endpoint, secret: made.secret };
    },
  ),
  get(
    {
      path: "/v1/endpoints/{id}",
      tag,
      summary: "One receiver, with how it does",
      params,
      answer: endpoint.extend({ health: endpointHealthDto }),
      refuses,
    },
    ({ caller, params, services }) =>
      getEndpoint(services.database, caller, { endpointId: params.id, now: services.now() }),
  ),
  patch(
    {
      path: "/v1/endpoints/{id}",
      tag,
      summary: "Change what is sent, and to where; what waits goes there too",
      params,
      body: updateEndpointInput.strict(),
      answer: endpoint,
      refuses: [...refuses, "endpoint.url_refused", "inbox.not_found"],
    },
    (tx, { params, body }) => updateEndpoint(tx, { endpointId: params.id, ...body }),
  ),
  del(
    {
      path: "/v1/endpoints/{id}",
      tag,
      summary: "Delete a receiver; nothing more is sent, also of what waits",
      params,
      answer: endpoint,
      refuses,
    },
    (tx, { params }) => deleteEndpoint(tx, { endpointId: params.id }),
  ),
  post(
    {
      path: "/v1/endpoints/{id}/test",
      tag,
      summary: "Send a made-up event, marked by the header `webhook-test`",
      params,
      body: testEndpointInput.strict().default({ type: "message.created" }),
      answer: delivery,
      refuses: [...refuses, "endpoint.disabled"],
    },
    (tx, { params, body }) => testEndpoint(tx, { endpointId: params.id, type: body.type }),
  ),
  post(
    {
      path: "/v1/endpoints/{id}/rotate",
      tag,
      summary: "Change the secret; for `overlapHours` (24, at most 168) the one before signs too",
      params,
      body: rotateSecretInput.extend({ secret }).strict().default({ overlapHours: 24 }),
      answer: shownOnce,
      isSecret: true,
      refuses: [...refuses, "endpoint.rotation_open"],
    },
    async (tx, { params, body }) => {
      const made = await rotateEndpointSecret(tx, { endpointId: params.id, ...body });
      return { ...made.endpoint, secret: made.secret };
    },
  ),
  post(
    {
      path: "/v1/endpoints/{id}/replay",
      tag,
      summary: "Send again: one delivery, everything after a seq, or what was stamped in a time",
      description:
        "Under the same `webhook-id`s. At most 10,000 events are looked at; `nextSeq` is the `sinceSeq` to go on with, beside `from` and `to` where these were given; null at the end.",
      params,
      body: replayInput(givenInstant),
      answer: z.object({ count: z.number().int(), nextSeq: z.number().int().nullable() }),
      refuses: [...refuses, "delivery.not_found"],
    },
    (tx, { params, body }) => replayDeliveries(tx, { endpointId: params.id, replay: body }),
  ),
  post(
    {
      path: "/v1/endpoints/{id}/enable",
      tag,
      summary: "Send again, beginning with what happened since it was disabled",
      params,
      answer: endpoint,
      refuses,
    },
    (tx, { params }) => enableEndpoint(tx, { endpointId: params.id }),
  ),
  post(
    {
      path: "/v1/endpoints/{id}/disable",
      tag,
      summary: "Send nothing until it is enabled; what happens meanwhile is kept for it",
      params,
      answer: endpoint,
      refuses,
    },
    (tx, { params }) => disableEndpoint(tx, { endpointId: params.id, reason: "by_hand" }),
  ),
  get(
    {
      path: "/v1/endpoints/{id}/deliveries",
      tag,
      summary: "What it was owed in the last 30 days, newest first",
      params,
      description: "`from` and `to` are instants of when it was owed. A page may be short and go on.",
      query: z.strictObject({
        ...page,
        state: z.enum(DELIVERY_STATES).optional(),
        type: z.enum(DELIVERY_TYPES).optional(),
        from: givenInstant.optional(),
        to: givenInstant.optional(),
      }),
      answer: pageOf(delivery),
      refuses: [...refuses, "cursor.invalid"],
    },
    ({ caller, params, query, services }) =>
      services.database.snapshot((db) => listDeliveries(db, caller, { endpointId: params.id, ...query })),
  ),
  get(
    {
      path: "/v1/deliveries/{id}",
      tag,
      summary: "One delivery with every try: when, how long, and what the receiver said",
      params: z.object({ id: pathId("delivery.not_found") }),
      answer: delivery.extend({ attempts: z.array(tryDto) }),
      refuses: ["auth.forbidden", "delivery.not_found"],
    },
    ({ caller, params, services }) => getDelivery(services.database, caller, params.id),
  ),
];
