import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { EventType } from "@/server/contract/event/event";
import { EVENT_CATALOGUE } from "@/server/contract/event/event-types";
import { dataSchemaOf } from "@/server/contract/event/resource-schemas";
import { RESOURCE_TYPES, type ResourceType } from "@/server/contract/event/resources";
import { HEARTBEAT, ONLINE_STATUS } from "@/server/contract/webhook/constants";
import {
  HEARTBEAT_SUMMARY,
  heartbeat,
  ONLINE_STATUS_SUMMARY,
  onlineStatus,
  SAMPLE_HEARTBEAT,
  SAMPLE_ONLINE_STATUS,
} from "@/server/contract/webhook/special-deliveries";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { event } from "@/server/http/v1/schemas";
import { hashedSample } from "@/server/queries/events/list-event-types";

type Schema = Readonly<Record<string, unknown>>;
type Schemas = Readonly<Record<string, Schema>>;

const referTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** `message.status_changed` → `MessageStatusChanged`. */
const nameOf = (type: string): string =>
  type
    .split(/[._]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
const eventName = (type: string) => `${nameOf(type)}Event`;
const dataName = (resource: string) => `${nameOf(resource)}EventData`;

/** Registers the `data` of the events of each resource, so that the document has its schema. */
export function registerEventData(app: OpenAPIHono<HttpEnv>): void {
  // A copy: the original may have been created before zod was extended.
  app.openAPIRegistry.register("Event", z.object(event.shape));
  for (const resource of RESOURCE_TYPES)
    app.openAPIRegistry.register(dataName(resource), dataSchemaOf(resource).extend({}));
}

/** One schema for each resource's events, one for each type of them, and `AnyEvent`, which is one of those of the log. */
export function eventSchemas(): Schemas {
  return {
    ...Object.fromEntries(RESOURCE_TYPES.map((resource) => [eventName(resource), ofResource(resource)])),
    ...Object.fromEntries(EVENT_TYPES.map((type) => [eventName(type), schemaOf(type)])),
    [eventName(HEARTBEAT)]: {
      ...HEARTBEAT_SCHEMA,
      description: HEARTBEAT_SUMMARY,
      examples: [SAMPLE_HEARTBEAT],
    },
    [eventName(ONLINE_STATUS)]: {
      ...ONLINE_STATUS_SCHEMA,
      description: ONLINE_STATUS_SUMMARY,
      examples: [SAMPLE_ONLINE_STATUS],
    },
    WebhookFiles: FILES,
    AnyEvent: {
      oneOf: EVENT_TYPES.map((type) => referTo(eventName(type))),
      discriminator: {
        propertyName: "type",
        mapping: Object.fromEntries(EVENT_TYPES.map((type) => [type, referTo(eventName(type)).$ref])),
      },
    },
  };
}

const { $schema: _, ...HEARTBEAT_SCHEMA } = z.toJSONSchema(heartbeat);
const { $schema: _files, ...FILES } = z.toJSONSchema(
  z.array(z.object({ id: z.number().int(), url: z.url(), previewUrl: z.url().optional() })),
);
const { $schema: _status, ...ONLINE_STATUS_SCHEMA } = z.toJSONSchema(onlineStatus);

/** The first type of each resource: `/v1/event-types` has a sample of every type. */
const SAMPLED = new Set(
  RESOURCE_TYPES.map((resource) => EVENT_TYPES.find((type) => EVENT_CATALOGUE[type].resource === resource)),
);

/** What the events of a resource have in common. */
function ofResource(resource: ResourceType): Schema {
  const counted = { type: "integer", minimum: 1 };
  const about = { type: { type: "string", const: resource }, id: counted, version: counted };
  const own = {
    resource: { type: "object", properties: about, required: Object.keys(about) },
    data: referTo(dataName(resource)),
  };
  return { allOf: [referTo("Event"), { type: "object", properties: own, required: Object.keys(own) }] };
}

function schemaOf(type: EventType): Schema {
  const { resource, summary } = EVENT_CATALOGUE[type];
  const own = { type: { type: "string", const: type } };
  return {
    allOf: [referTo(eventName(resource)), { type: "object", properties: own, required: ["type"] }],
    description: summary,
    ...(SAMPLED.has(type) && { examples: [hashedSample(type)] }),
  };
}

/** What is sent to endpoints of the format `tickline`, by event type. */
export function documentWebhooks(): Schema {
  const logged = EVENT_TYPES.map((type) => {
    const event = referTo(eventName(type));
    const { resource, summary } = EVENT_CATALOGUE[type];
    const withFiles = { allOf: [event, { type: "object", properties: { files: referTo("WebhookFiles") } }] };
    return [type, { post: postOf(type, summary, resource === "message" ? withFiles : event) }];
  });
  const beat = { post: postOf(HEARTBEAT, HEARTBEAT_SUMMARY, referTo(eventName(HEARTBEAT))) };
  const status = { post: postOf(ONLINE_STATUS, ONLINE_STATUS_SUMMARY, referTo(eventName(ONLINE_STATUS))) };
  return { ...Object.fromEntries(logged), [HEARTBEAT]: beat, [ONLINE_STATUS]: status };
}

const SENT_HEADERS = [
  ["webhook-id", "The event's id: the same in every try and replay."],
  ["webhook-timestamp", "The time of the try, in seconds since 1970."],
  ["webhook-signature", "`v1,` and HMAC-SHA256 of `id.timestamp.body` in base64, one for each valid secret."],
] as const;

const HEADERS = ["WebhookId", "WebhookTimestamp", "WebhookSignature"];

/** What all webhooks have in common. */
export const WEBHOOK_COMPONENTS = {
  parameters: Object.fromEntries(
    SENT_HEADERS.map(([name, description], index) => [
      HEADERS[index],
      { name, in: "header", required: true, description, schema: { type: "string" } },
    ]),
  ),
  responses: {
    WebhookAccepted: { description: "Accepted. Answer within 15 s, then do the work." },
    WebhookGone: { description: "Disables the endpoint. Other answers are tried again." },
  },
};

const postOf = (type: string, summary: string, schema: Schema) => ({
  operationId: `on${nameOf(type)}`,
  tags: ["Webhooks"],
  summary,
  security: [],
  parameters: HEADERS.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  requestBody: { required: true, content: { "application/json": { schema } } },
  responses: {
    "2XX": { $ref: "#/components/responses/WebhookAccepted" },
    "410": { $ref: "#/components/responses/WebhookGone" },
  },
});
