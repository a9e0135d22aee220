import { createEndpoint, deleteEndpoint, updateEndpoint } from "@/server/commands/webhooks/endpoints";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { NAME_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import { CHANGE, type ChatwootContext, pathId, type Route } from "@/server/dialects/chatwoot/context";
import { invalid } from "@/server/dialects/chatwoot/errors";
import { present } from "@/server/dialects/chatwoot/input/contact-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { listEndpoints } from "@/server/queries/webhooks/endpoints";
import { DEFAULT_SUBSCRIPTIONS, SUBSCRIPTIONS, subscriptionsOf, typesOf } from "./webhook-events";

export const accountWebhookRoutes: readonly Route[] = [
  ["GET", "/webhooks", list],
  ["POST", "/webhooks", create],
  [CHANGE, "/webhooks/:webhook_id", update],
  ["DELETE", "/webhooks/:webhook_id", destroy],
];

async function list(c: ChatwootContext): Promise<Response> {
  const { accountId } = c.var.caller;
  const [webhooks, inboxes] = [await listWebhooks(c), await readInboxes(c)];
  return c.json({
    payload: { webhooks: webhooks.map((webhook) => webhookJson(webhook, accountId, inboxes)) },
  });
}

/** `secret` is shown here alone. */
async function create(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw, "webhook");
  const { url, ...given } = await readWebhook(c, params);
  if (!url) throw invalid("url", "can't be blank");
  const inboxId = params.id("inbox_id");
  const { result } = await c.var.services.run(createEndpoint, c.var.caller, {
    types: typesOf(DEFAULT_SUBSCRIPTIONS),
    ...given,
    url,
    format: "chatwoot",
    inboxIds: inboxId == null ? null : [inboxId],
  });
  return showOne(c, result.endpoint, { secret: result.secret });
}

async function update(c: ChatwootContext): Promise<Response> {
  const { id: endpointId } = await getWebhook(c);
  const params = await readParams(c.req.raw, "webhook");
  const { url, ...given } = await readWebhook(c, params, endpointId);
  if (url === null) throw invalid("url", "can't be blank");
  const inboxId = params.id("inbox_id");
  const inboxIds = inboxId == null ? inboxId : [inboxId];
  const patch = { endpointId, ...given, ...present({ url, inboxIds }) };
  const { result } = await c.var.services.run(updateEndpoint, c.var.caller, patch);
  return showOne(c, result);
}

async function destroy(c: ChatwootContext): Promise<Response> {
  const { id: endpointId } = await getWebhook(c);
  await c.var.services.run(deleteEndpoint, c.var.caller, { endpointId });
  return c.body(null, 200);
}

/** Endpoints in this format that are neither a bot nor an inbox's callback. */
async function listWebhooks(c: ChatwootContext): Promise<EndpointDto[]> {
  const { data } = await listEndpoints(c.var.services.database, c.var.caller);
  return data.filter(
    ({ format, bot, callbackInboxId }) => format === "chatwoot" && !bot && callbackInboxId == null,
  );
}

async function getWebhook(c: ChatwootContext): Promise<EndpointDto> {
  const id = pathId(c, "webhook_id");
  const found = (await listWebhooks(c)).find((webhook) => webhook.id === id);
  if (!found) throw new Refusal("endpoint.not_found");
  return found;
}

/** Refuses a URL that another webhook has, as upstream. */
async function readWebhook(c: ChatwootContext, params: Params, ownId?: number) {
  const url = params.text("url", URL_CHARS_MAX);
  if (url && !(URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)))
    throw invalid("url", "is invalid");
  const others = (await listWebhooks(c)).filter(({ id }) => id !== ownId);
  if (others.some((other) => other.url === url)) throw invalid("url", "has already been taken");
  return {
    url,
    ...present({ name: params.text("name", NAME_CHARS_MAX) }),
    ...present({ types: readTypes(params) }),
  };
}

/** Null is the default. A list of events that never happen here would subscribe to nothing. */
function readTypes(params: Params) {
  const subscriptions = params.list("subscriptions");
  if (subscriptions === undefined) return undefined;
  if (subscriptions.length === 0 && params.text("subscriptions") === null)
    return typesOf(DEFAULT_SUBSCRIPTIONS);
  const types = typesOf(subscriptions);
  if (types.length === 0 || !subscriptions.every((name) => SUBSCRIPTIONS.includes(name)))
    throw invalid("subscriptions", "Invalid subscriptions");
  return types;
}

async function showOne(c: ChatwootContext, webhook: EndpointDto, shown: { secret?: string } = {}) {
  const json = webhookJson(webhook, c.var.caller.accountId, await readInboxes(c));
  return c.json({ payload: { webhook: { ...json, ...shown } } });
}

type Inboxes = ReadonlyMap<number, InboxDto>;

const readInboxes = async ({ var: { caller, services } }: ChatwootContext): Promise<Inboxes> =>
  new Map((await listInboxes(services.database, caller)).map((inbox) => [inbox.id, inbox]));

/** Upstream's webhook has one inbox at most. */
function webhookJson(webhook: EndpointDto, accountId: number, inboxes: Inboxes) {
  const inbox = inboxes.get(webhook.inboxIds?.[0] ?? 0);
  return {
    id: webhook.id,
    name: webhook.name ?? null,
    url: webhook.url,
    account_id: accountId,
    subscriptions: subscriptionsOf(webhook),
    ...(inbox && { inbox: { id: inbox.id, name: inbox.name } }),
  };
}
