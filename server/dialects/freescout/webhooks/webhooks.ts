import { z } from "zod";
import { createEndpoint, deleteEndpoint } from "@/server/commands/webhooks/endpoints";
import { ENDPOINT_INBOXES_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto, EndpointHealthDto } from "@/server/contract/webhook/endpoint";
import type { SubscribableType } from "@/server/contract/webhook/subscribable-types";
import { type FreescoutContext, pathId, type Route } from "@/server/dialects/freescout/context";
import {
  given,
  id,
  parseInput,
  readJson,
  readQuery,
  text,
} from "@/server/dialects/freescout/input/read-input";
import { answerCreated } from "@/server/dialects/freescout/json/answer-created";
import { listJson, pageOf, pageOfAll, paging } from "@/server/dialects/freescout/json/paging";
import { secondOf } from "@/server/dialects/freescout/json/words";
import { isHexSecret, isWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import { watchEndpoint, watchEndpoints } from "@/server/queries/webhooks/endpoints";

/** FreeScout's twelve events, and the types that an endpoint subscribes to for each. Spam is a label in Tickline. */
const TYPES_OF = {
  "convo.assigned": ["conversation.assigned"],
  "convo.created": ["conversation.created"],
  "convo.deleted": ["conversation.trashed"],
  "convo.deleted_forever": ["conversation.purged"],
  "convo.restored": ["conversation.restored"],
  "convo.moved": ["conversation.moved"],
  "convo.status": ["conversation.status_changed", "conversation.labelled/spam"],
  "convo.customer.reply.created": ["message.created/in"],
  "convo.agent.reply.created": ["message.created/out"],
  "convo.note.created": ["note.created"],
  "customer.created": ["contact.created"],
  "customer.updated": ["contact.updated"],
} as const satisfies Record<string, readonly [SubscribableType, ...SubscribableType[]]>;

export type WebhookEvent = keyof typeof TYPES_OF;
export const WEBHOOK_EVENTS = Object.keys(TYPES_OF) as WebhookEvent[];
// by its keys

/** The types of a subscription, by FreeScout's names. */
export const typesOf = (events: readonly WebhookEvent[]): string[] =>
  events.flatMap((event) => TYPES_OF[event]);

/** FreeScout's names of an endpoint's types, also of an endpoint created elsewhere. */
const eventsOf = ({ types }: Pick<EndpointDto, "types">): WebhookEvent[] =>
  WEBHOOK_EVENTS.filter((event) => {
    const [first] = TYPES_OF[event];
    return [first, first.split("/")[0], "*"].some((type) => types.includes(type ?? first));
  });

export const webhookRoutes: readonly Route[] = [
  ["GET", "/webhooks", list],
  ["POST", "/webhooks", create],
  ["DELETE", "/webhooks/:id", destroy],
];

type Watched = EndpointDto & { health: EndpointHealthDto };

/** Endpoints with this format; those with other formats are not webhooks here. */
const isOurs = ({ format }: Pick<EndpointDto, "format">): boolean => format === "freescout";

async function list(c: FreescoutContext): Promise<Response> {
  const page = pageOf(readQuery(c, z.object(paging)));
  const { database, now } = c.var.services;
  const all = (await watchEndpoints(database, c.var.caller, now())).filter(isOurs);
  return c.json(listJson("webhooks", pageOfAll(all, page).map(webhookJson), { ...page, total: all.length }));
}

const newWebhook = z.object({
  url: text(URL_CHARS_MAX),
  events: z
    .array(z.enum(WEBHOOK_EVENTS, { error: `must be one of ${WEBHOOK_EVENTS.join(", ")}` }))
    .min(1, "must name an event")
    .max(100),
  mailboxes: given(z.array(id).max(ENDPOINT_INBOXES_MAX)),
  secret: given(
    text(200).refine(
      (secret) => isWebhookSecret(secret) || isHexSecret(secret),
      "must be 32 hexadecimal characters, or `whsec_` and 24 to 64 bytes in base64; leave it out to get one",
    ),
  ),
});

/** `secret` in the response is the one that signs; it is shown only here. */
async function create(c: FreescoutContext): Promise<Response> {
  const { bytes, json } = await readJson(c);
  const { url, events, mailboxes, secret } = parseInput(newWebhook, json);
  const input = {
    url,
    types: typesOf(events),
    format: "freescout" as const,
    inboxIds: mailboxes ?? null,
    ...(secret === undefined ? {} : { secret }),
  };
  return answerCreated(c, createEndpoint, input, {
    bytes,
    isSecret: true,
    show: (made) => ({ ...writtenJson(made.endpoint), secret: made.secret }),
  });
}

async function destroy(c: FreescoutContext): Promise<Response> {
  const { database, now, run } = c.var.services;
  const endpoint = await watchEndpoint(database, c.var.caller, { endpointId: pathId(c), now: now() });
  if (!isOurs(endpoint)) throw new Refusal("endpoint.not_found");
  await run(deleteEndpoint, c.var.caller, { endpointId: endpoint.id });
  return c.body(null, 204);
}

const writtenJson = (endpoint: EndpointDto) => ({
  id: endpoint.id,
  url: endpoint.url,
  events: eventsOf(endpoint),
  mailboxes: endpoint.inboxIds ?? [],
});

const webhookJson = ({ health, ...endpoint }: Watched) => ({
  ...writtenJson(endpoint),
  ...lastRunOf(endpoint, health),
});

/** Its last result, within the last day. */
function lastRunOf({ state }: EndpointDto, { lastDeliveredAt, lastFailedAt }: EndpointHealthDto) {
  const isFailing = lastFailedAt !== null && (lastDeliveredAt === null || lastFailedAt > lastDeliveredAt);
  const at = isFailing ? lastFailedAt : lastDeliveredAt;
  const fault = isFailing ? "The last try failed." : "";
  return {
    lastRunTime: at === null ? null : secondOf(at),
    lastRunError: state === "disabled" ? "The webhook is disabled." : fault,
  };
}
