import { z } from "@hono/zod-openapi";
import { replayDeliveries, testEndpoint } from "@/server/commands/webhooks/deliveries";
import {
  createEndpoint,
  deleteEndpoint,
  disableEndpoint,
  enableEndpoint,
  rotateEndpointSecret,
  updateEndpoint,
} from "@/server/commands/webhooks/endpoints";
import { instantInput } from "@/server/contract/_shared/primitives";
import { DELIVERY_STATES, DELIVERY_TYPES } from "@/server/contract/webhook/constants";
import { endpointHealthDto, tryDto } from "@/server/contract/webhook/endpoint";
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
import { getDelivery, getEndpoint, listEndpoints } from "@/server/queries/webhooks/endpoints";
import { listDeliveries } from "@/server/queries/webhooks/list-deliveries";

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
      summary: "List webhook endpoints",
      answer: pageOf(endpoint),
      refuses: ["auth.forbidden"],
    },
    ({ caller, services }) => services.database.snapshot((db) => listEndpoints(db, caller)),
  ),
  post(
    {
      path: "/v1/endpoints",
      tag,
      summary: "Create a webhook endpoint; the secret is only in this response",
      description:
        "Receives the events from now on that match its filters. `format`: `tickline` sends the event as in `/v1/events`, " +
        "and beside it, in `files`, the addresses of its message's files (`[{id, url, previewUrl?}]`, valid for a day), " +
        "`thin` only its type and ids, `freescout` and `chatwoot` what those would send; `wukongim`, `wukongim_offline` and " +
        "`wukongim_status` are WuKongIM's `msg.notify`, `msg.offline` and `user.onlinestatus`. Every request is signed according to Standard " +
        "Webhooks. With `heartbeatMinutes`, a `system.heartbeat` is sent at that interval.",
      body: createEndpointInput.extend({ secret }).strict(),
      answer: shownOnce,
      status: 201,
      location: ({ id }) => `/v1/endpoints/${id}`,
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
      summary: "Get a webhook endpoint, with its health",
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
      summary: "Update a webhook endpoint; this also applies to waiting deliveries",
      params,
      body: updateEndpointInput.strict(),
      answer: endpoint,
      refuses: [
        ...refuses,
        "endpoint.is_bot",
        "endpoint.of_inbox",
        "endpoint.url_refused",
        "inbox.not_found",
      ],
    },
    (tx, { params, body }) => updateEndpoint(tx, { endpointId: params.id, ...body }),
  ),
  del(
    {
      path: "/v1/endpoints/{id}",
      tag,
      summary: "Delete a webhook endpoint and its waiting deliveries",
      params,
      answer: endpoint,
      refuses: [...refuses, "endpoint.is_bot", "endpoint.of_inbox"],
    },
    (tx, { params }) => deleteEndpoint(tx, { endpointId: params.id }),
  ),
  post(
    {
      path: "/v1/endpoints/{id}/test",
      tag,
      summary: "Send a test, marked with the header `webhook-test`: a sample, or an event of a conversation",
      description:
        "Without `displayId`, a sample of `type` (`message.created` by default). With it, the newest event of this conversation " +
        "that the endpoint covers by its types, format and inboxes, of `type` if it is sent; the newest 1,000 are examined. " +
        "Its data is real, `id` and `webhook-id` are new.",
      params,
      body: testEndpointInput.strict().default({}),
      answer: delivery,
      refuses: [
        ...refuses,
        "conversation.not_found",
        "endpoint.disabled",
        "endpoint.is_bot",
        "endpoint.no_event",
        "endpoint.of_inbox",
      ],
    },
    (tx, { params, body }) => testEndpoint(tx, { endpointId: params.id, ...body }),
  ),
  post(
    {
      path: "/v1/endpoints/{id}/rotate",
      tag,
      summary: "Change the secret; the previous one also signs for `overlapHours` (default 24, at most 168)",
      params,
      body: rotateSecretInput.extend({ secret }).strict().default({ overlapHours: 24 }),
      answer: shownOnce,
      isSecret: true,
      refuses: [...refuses, "endpoint.is_bot", "endpoint.of_inbox", "endpoint.rotation_open"],
    },
    async (tx, { params, body }) => {
      const made = await rotateEndpointSecret(tx, { endpointId: params.id, ...body });
      return { ...made.endpoint, secret: made.secret };
    },
  ),
  post(
    {
      path: "/v1/endpoints/{id}/replay",
      isExpensive: true,
      tag,
      summary: "Send again: one delivery, everything after a seq, or the events of a period",
      description:
        "The `webhook-id`s stay the same. Examines at most 10,000 events; `nextSeq` is the `sinceSeq` to continue with, together with `from` and `to` if they were sent; null at the end.",
      params,
      body: replayInput(instantInput),
      answer: z.object({ count: z.number().int(), nextSeq: z.number().int().nullable() }),
      refuses: [...refuses, "delivery.not_found"],
    },
    (tx, { params, body }) => replayDeliveries(tx, { endpointId: params.id, replay: body }),
  ),
  post(
    {
      path: "/v1/endpoints/{id}/enable",
      tag,
      summary: "Enable an endpoint; delivery resumes with the events it missed",
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
      summary: "Disable an endpoint; events are kept until it is enabled again",
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
      summary: "List the deliveries of the last 30 days, newest first",
      params,
      description:
        "`from` and `to` filter by when the delivery was created. A page may be short although there are more.",
      query: z.strictObject({
        ...page,
        state: z.enum(DELIVERY_STATES).optional(),
        type: z.enum(DELIVERY_TYPES).optional(),
        from: instantInput.optional(),
        to: instantInput.optional(),
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
      summary: "Get a delivery with every attempt: time, duration, and the receiver's response",
      params: z.object({ id: pathId("delivery.not_found") }),
      answer: delivery.extend({ attempts: z.array(tryDto) }),
      refuses: ["auth.forbidden", "delivery.not_found"],
    },
    ({ caller, params, services }) => getDelivery(services.database, caller, params.id),
  ),
];
