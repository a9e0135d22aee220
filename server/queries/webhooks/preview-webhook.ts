import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { type AgentOf, actorKey } from "@/server/contract/conversation/actor-view";
import type { Event, EventType } from "@/server/contract/event/event";
import type { FileUrlsOf } from "@/server/contract/file/file";
import type { DeliveryDto, EndpointFormat, TryDto } from "@/server/contract/webhook/endpoint";
import type { Render, WebhookFormat } from "@/server/contract/webhook/webhook-format";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { findAgents } from "@/server/queries/members/members";
import type { Db } from "@/server/store/_postgres/db";
import { wholeSample } from "@/server/store/events/log/event-log";
import { deliveredText, findDelivery, findDeliverySource } from "@/server/store/webhooks/deliveries";
import { listTries } from "@/server/store/webhooks/delivery-tries";
import { webhookFormats } from "@/server/store/webhooks/webhook-formats";

/** The maximum of a body that is shown. */
const BODY_CHARS_MAX = 32_000;

/** A body with the headers that differ by format or event; null where this format cannot express the event. */
type WebhookRequest = { headers: Record<string, string>; body: string; isCut: boolean } | null;

/** The types that each format can express; null = every event. Administrators only. */
export function listWebhookFormats(
  caller: Caller,
): { name: EndpointFormat; types: readonly EventType[] | null }[] {
  administratorsOnly(caller);
  return [...webhookFormats().values()].map(({ name, types }) => ({ name, types }));
}

/** For a sample: its actors are fictitious. */
const NO_AGENTS: AgentOf = () => null;
const SAMPLE_ID = "019a9f3c-5a60-7c3e-8b1d-2f4a6c8e0a12";

/** The request that an endpoint of this format would get for a sample event. Administrators only. */
export function sampleWebhook(
  caller: Caller,
  { format, type, now }: { format: EndpointFormat; type: EventType; now: Date },
): WebhookRequest {
  administratorsOnly(caller);
  const text = JSON.stringify(wholeSample(type, { id: SAMPLE_ID, at: now }));
  const how = { at: now, agentOf: NO_AGENTS, isTest: true };
  return written(webhookFormats().get(format), text, { ...how, render: renderOf(format, text) });
}

type ShownDelivery = DeliveryDto & { attempts: TryDto[]; url: string; request: WebhookRequest };

/**
 * One delivery with its tries and its request, in the endpoint's current format; without the request where the log no longer
 * has the event. Administrators only.
 */
export async function showDelivery(
  db: Db,
  caller: Caller,
  { deliveryId, now }: { deliveryId: number; now: Date },
): Promise<ShownDelivery> {
  administratorsOnly(caller);
  const { accountId } = caller;
  const delivery = await findDelivery(db, accountId, deliveryId);
  const source = delivery && (await findDeliverySource(db, accountId, deliveryId));
  if (!delivery || !source) throw new Refusal("delivery.not_found");
  const attempts = await listTries(db, accountId, deliveryId);
  const { text, seq, url, format } = source;
  const isSample = seq === null;
  const whole = text === null ? null : deliveredText({ ...source, text });
  const at = attempts.at(-1)?.at;
  if (whole === null) return { ...delivery, attempts, url, request: null };
  const agentOf = isSample ? NO_AGENTS : await agentsIn(db, accountId, { format, text: whole });
  const of = webhookFormats().get(format);
  const render =
    of?.load && !isSample ? await of.load(JSON.parse(whole), accountId) : renderOf(format, whole);
  const how = { at: at === undefined ? now : new Date(at), agentOf, render, isTest: source.isTest };
  return { ...delivery, attempts, url, request: written(of, whole, how) };
}

const renderOf =
  (format: EndpointFormat, text: string): Render =>
  (current) =>
    webhookFormats()
      .get(format)
      ?.render(text, () => JSON.parse(text), current) ?? null;

/** The agents named in the body, with their current names. */
async function agentsIn(
  db: Db,
  accountId: number,
  { format, text }: { format: EndpointFormat; text: string },
): Promise<AgentOf> {
  const actors = webhookFormats().get(format)?.actors?.(JSON.parse(text)) ?? [];
  const agents = await findAgents(db, accountId, actors);
  return (actor) => agents.get(actorKey(actor)) ?? null;
}

/** An address of a file is as good as a secret. */
const hiddenUrlsOf: FileUrlsOf = ({ state, hasPreview }) =>
  state === "ready" ? { url: "…", ...(hasPreview && { previewUrl: "…" }) } : {};

/** The request as the worker writes it, without signatures and addresses of files, so that it reveals no secret. */
function written(
  of: WebhookFormat | undefined,
  text: string,
  { at, agentOf, render, isTest }: { at: Date; agentOf: AgentOf; render: Render; isTest: boolean },
): WebhookRequest {
  const { id }: Event = JSON.parse(text);
  const rendered = render({ agentOf, urlsOf: hiddenUrlsOf, now: at });
  if (!of || !rendered) return null;
  const timestampS = Math.floor(at.getTime() / 1000);
  const signed = of.sign?.("", { body: Buffer.from(rendered.body), eventId: id, timestampS });
  return {
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(timestampS),
      "webhook-signature": "v1,…",
      ...rendered.headers,
      ...(isTest && { "webhook-test": "true" }),
      ...Object.fromEntries(Object.keys(signed ?? {}).map((name) => [name, "…"])),
    },
    body: rendered.body.slice(0, BODY_CHARS_MAX).toWellFormed(),
    isCut: rendered.body.length > BODY_CHARS_MAX,
  };
}
