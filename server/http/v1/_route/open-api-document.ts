import { createHash } from "node:crypto";
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context, Handler } from "hono";
import { activity, actor, conversationDto, lastMessage, outcomeCause } from "@/server/contract/_shared/dto";
import { bulkTarget } from "@/server/contract/conversation/bulk";
import { listGroups, savedGroups } from "@/server/contract/conversation/filter-inputs";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { reviewedSettings } from "@/server/contract/inbox/inbox-dto";
import { policyReplayDto } from "@/server/contract/inbox/policy-preview";
import { receiveFromInput } from "@/server/contract/message/inputs";
import { addressedEmail, messageEmail, outgoingEmail } from "@/server/contract/message/message-email";
import { SUBSCRIBABLE_TYPES } from "@/server/contract/webhook/subscribable-types";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { type Operation, type Paths, postmanCollection } from "@/server/http/docs/postman";
import { newMessage } from "@/server/http/v1/messages/new-message";
import { named } from "@/server/http/v1/schemas";
import { baseUrlOf } from "@/server/lib/web/base-url";
import { documentWebhooks, eventSchemas, WEBHOOK_COMPONENTS } from "./document-events";
import { withExamples } from "./document-examples";
import { shareHeaders, shareResponses } from "./share-responses";

/** The paths of the document, which are not in it. */
export const DOCUMENT_PATHS = ["/v1/openapi.json", "/v1/postman.json"];

/** `paths`: with every parameter in its place. */
type Built = { document: Readonly<Record<string, unknown>>; paths: Paths };

/**
 * Answers with the native API as an OpenAPI 3.1 document, and as a Postman collection. The document is built once: that
 * takes as long as hundreds of requests.
 */
export function documentRoutes(app: OpenAPIHono<HttpEnv>): {
  openApi: Handler<HttpEnv>;
  postman: Handler<HttpEnv>;
} {
  let built: { paths: Paths; text: string; etag: string } | undefined;
  const read = () => {
    if (built) return built;
    const { document, paths } = openApiDocument(app);
    const text = JSON.stringify(document);
    built = { paths, text, etag: etagOf(text) };
    return built;
  };
  return {
    openApi: (c) => answerJson(c, read()),
    postman(c) {
      const collection = postmanCollection(read().paths, { baseUrl: baseUrlOf(c.req.raw.headers) });
      const text = JSON.stringify(collection);
      return answerJson(c, { text, etag: etagOf(text) });
    },
  };
}

const etagOf = (text: string): string => `"${createHash("sha256").update(text).digest("base64url")}"`;

function answerJson(c: Context<HttpEnv>, { text, etag }: { text: string; etag: string }): Response {
  const headers = { etag, "cache-control": "public, max-age=3600" };
  if (c.req.header("if-none-match") === etag) return c.body(null, 304, headers);
  return c.body(text, 200, { ...headers, "content-type": "application/json; charset=utf-8" });
}

/** Parts of several requests and answers that are named in the document only. */
const SHARED_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  BulkTarget: bulkTarget,
  Conditions: listGroups.element,
  SavedConditions: savedGroups.element,
  Actor: actor,
  Activity: activity,
  OutcomeCause: outcomeCause,
  ConversationWithoutContact: conversationDto,
  EventType: z.enum(EVENT_TYPES),
  SubscribableType: z.enum(SUBSCRIBABLE_TYPES),
  ReviewedSettings: reviewedSettings,
  LastMessage: lastMessage,
  MessageEmail: messageEmail,
  OutgoingEmail: outgoingEmail,
  AddressedEmail: addressedEmail,
  NewMessage: newMessage,
  NewCustomerMessage: receiveFromInput.strict(),
  PolicyReplay: policyReplayDto,
};

const DESCRIPTION = `Receive and send messages, report delivery, and manage conversations. What webhooks and the event
log contain is described under [Events](/docs/events).

Every answer has an \`x-request-id\`. \`RateLimit\` and \`RateLimit-Policy\` follow draft-ietf-httpapi-ratelimit-headers-10. A
method that a path does not have is answered 405 with \`Allow\`.`;

function openApiDocument(app: OpenAPIHono<HttpEnv>): Built {
  for (const [name, schema] of Object.entries(SHARED_SCHEMAS))
    app.openAPIRegistry.register(name, named(schema, name));
  const document = app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Tickline API",
      version: "1",
      description: DESCRIPTION,
    },
    servers: [{ url: "/" }],
    // Of every operation but the webhooks.
    security: [{ token: [] }],
  });
  // A document as JSON: the library's type allows for forms that it never makes.
  const plain = JSON.parse(JSON.stringify({ paths: document.paths, schemas: document.components?.schemas }));
  const schemas = { ...plain.schemas, ...eventSchemas() };
  const names = namesOf(schemas);
  const { paths: withHeaders, headers } = shareHeaders(shareSchemas(plain.paths, names));
  const { paths, responses } = shareResponses(withHeaders);
  const shared = shareParameters(paths);
  const whole = {
    ...document,
    info: { ...document.info, license: { name: "MIT", identifier: "MIT" } },
    paths: shared.paths,
    webhooks: documentWebhooks(),
    components: {
      ...document.components,
      schemas: {
        ...withExamples(shareWithin(schemas, names)),
        Json: { description: "Any JSON value." },
      },
      responses: { ...responses, ...WEBHOOK_COMPONENTS.responses },
      headers,
      parameters: {
        ...document.components?.parameters,
        ...shared.parameters,
        ...WEBHOOK_COMPONENTS.parameters,
      },
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "An API token." } },
    },
  };
  return { document: whole, paths };
}

type Shared = { paths: Paths; parameters: Record<string, object> };

/** Parameters of most lists. */
const PAGING: ReadonlySet<string> = new Set(["cursor", "limit", "updatedSince"]);

/**
 * Moves the headers, the ids in paths and the paging parameters that many routes take alike into the document's components, by
 * their name: two of them are a tenth of the document otherwise. Other parameters stay. `required: false` is left out: it is the default.
 */
function shareParameters(paths: Paths): Shared {
  const parameters: Record<string, object> = {};
  const texts = new Map<string, string>();
  const shared = ({ parameters: own, ...operation }: Operation): Operation => ({
    ...operation,
    ...(own && {
      parameters: own.map(({ required, ...rest }) => {
        const parameter = required ? { ...rest, required } : rest;
        const text = JSON.stringify(parameter);
        const isShared = parameter.in !== "query" || PAGING.has(parameter.name);
        if (!isShared || (texts.get(parameter.name) ?? text) !== text) return parameter;
        texts.set(parameter.name, text);
        parameters[parameter.name] = parameter;
        return { $ref: `#/components/parameters/${parameter.name}` } as unknown as typeof parameter; // written as JSON
      }),
    }),
  });
  const mapped = Object.entries(paths).map(([path, methods]) => [
    path,
    Object.fromEntries(Object.entries(methods).map(([method, one]) => [method, shared(one)])),
  ]);
  return { paths: Object.fromEntries(mapped), parameters };
}

type Schemas = Readonly<Record<string, object>>;
/** The names of schemas by their JSON. */
type Names = ReadonlyMap<string, string>;

/** A smaller schema is hardly longer than its reference. */
const CHARS_MIN = 200;

/**
 * Replaces each copy of a named schema within `given` by a reference to it. The library writes a schema out wherever it is
 * used by another module's name; the copies were a tenth of the document.
 */
function shareSchemas<T extends object>(given: T, names: Names): T {
  const replace = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(replace);
    const name = names.get(JSON.stringify(value));
    if (name !== undefined) return referTo(name);
    const nullable = names.get(JSON.stringify(withoutNull(value)));
    if (nullable !== undefined) return { anyOf: [referTo(nullable), { type: "null" }] };
    return within(value);
  };
  const within = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, one]) => [key, replace(one)]));
  return within(given) as T;
}

/** The names by what they stand for. Of several for the same schema it is the shortest: `Inbox` rather than `InboxEventData`. */
const namesOf = (schemas: Schemas): Names =>
  new Map(
    Object.entries(schemas)
      .sort(([one], [other]) => other.length - one.length)
      .map(([name, schema]) => [JSON.stringify(schema), name] as const)
      .filter(([text]) => text.length >= CHARS_MIN),
  );

const referTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** A schema of an object or null as that of the object alone; others as they are. */
function withoutNull(schema: object): object {
  const type: unknown = Reflect.get(schema, "type");
  return Array.isArray(type) && type.join() === "object,null" ? { ...schema, type: "object" } : schema;
}

/** The same within each named schema, which stays itself unless a shorter name stands for it. */
function shareWithin(schemas: Schemas, names: Names): Schemas {
  const shared = ([name, schema]: [string, object]): [string, object] => {
    const shortest = names.get(JSON.stringify(schema)) ?? name;
    return [name, shortest === name ? shareSchemas(schema, names) : referTo(shortest)];
  };
  return Object.fromEntries(Object.entries(schemas).map(shared));
}
