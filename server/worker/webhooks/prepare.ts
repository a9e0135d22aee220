import { LRUCache } from "lru-cache";
import type { AgentRef } from "@/server/contract/conversation/actor-view";
import type { Event } from "@/server/contract/event/event";
import type { DroppedReason } from "@/server/contract/webhook/endpoint";
import type { Current, Render } from "@/server/contract/webhook/webhook-format";
import { signWebhook, unsealWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import { RELEASE } from "@/server/lib/process/release";
import type { Claimed } from "@/server/store/webhooks/claim-deliveries";
import { deliveredText } from "@/server/store/webhooks/deliveries";
import { webhookFormats } from "@/server/store/webhooks/webhook-formats";

/** Phase 1: the exact bytes to send. */
export type Prepared =
  | { kind: "call"; url: string; body: Buffer; headers: Record<string, string> }
  | { kind: "drop"; reason: DroppedReason }
  /** This process cannot open the secret: it has another AUTH_SECRET than the one that sealed it. */
  | { kind: "unsignable" }
  /** Its format failed at it. */
  | { kind: "unwritable" };

/** A delivery's event, parsed at most once. */
export type RenderedEvent =
  | { claimed: Claimed; text: string; event: () => Event }
  | { claimed: Claimed; text: null };

export function open(claimed: Claimed): RenderedEvent {
  if (claimed.text === null) return { claimed, text: null };
  const text = deliveredText({ ...claimed, text: claimed.text });
  let parsed: Event | null = null;
  return {
    claimed,
    text,
    event: () => {
      parsed ??= JSON.parse(text) as Event; // written by `appendOutbox`
      return parsed;
    },
  };
}

/**
 * The actors whose details the body needs beyond the event. None for a sample, whose ids are fictitious and may be a
 * member's, and none for a heartbeat: both are not in the log.
 */
export function agentsNeeded(rendered: RenderedEvent): AgentRef[] {
  const { accountId, seq, format } = rendered.claimed;
  const { actors } = webhookFormats().get(format) ?? {};
  if (!actors || rendered.text === null || seq === null) return [];
  return actors(rendered.event()).map(({ type, id }) => ({ accountId, type, id }));
}

/** What renders a delivery's body; a promise only if its format loads something. */
export function loadRender(source: RenderedEvent): Render | Promise<Render> {
  if (source.text === null) return () => null;
  const { claimed, text, event } = source;
  const format = webhookFormats().get(claimed.format);
  if (format?.load && claimed.seq !== null && !claimed.isWithdrawn)
    return format.load(event(), claimed.accountId);
  return (current) => format?.render(text, event, current) ?? null;
}

/** Renders the body once: the same bytes are signed and sent. */
export function prepare(source: RenderedEvent, render: Render, current: Current): Prepared {
  const { claimed } = source;
  if (source.text === null) return { kind: "drop", reason: "event_gone" };
  if (claimed.isWithdrawn) return { kind: "drop", reason: "withdrawn" };
  const format = webhookFormats().get(claimed.format);
  const rendered = render(current);
  if (!format || !rendered) return { kind: "drop", reason: "not_in_format" };

  const secrets = [claimed.secret, claimed.previousSecret].flatMap((sealed) =>
    sealed === null ? [] : [openSecret(sealed, claimed.accountId)],
  );
  const [secret] = secrets;
  if (secret === undefined || secret === null) return { kind: "unsignable" };
  const body = Buffer.from(rendered.body);
  const timestampS = Math.floor(current.now.getTime() / 1000);
  const readable = secrets.filter((secret) => secret !== null);
  return {
    kind: "call",
    url: rendered.query ? withQuery(claimed.url, rendered.query) : claimed.url,
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": `Tickline/${RELEASE}`,
      ...rendered.headers,
      "webhook-id": claimed.eventId,
      "webhook-timestamp": String(timestampS),
      "webhook-signature": signWebhook(readable, { id: claimed.eventId, timestampS, body }),
      ...(claimed.isTest && { "webhook-test": "true" }),
      ...format.sign?.(secret, { body, eventId: claimed.eventId, timestampS }),
    },
  };
}

/** The address with parameters in addition to its own, of which it replaces those with the same name. */
function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** Cached secrets of endpoints: unsealing one takes as long as the rest of `prepare`. */
const SECRETS_MAX = 500;
const opened = new LRUCache<string, string>({ max: SECRETS_MAX });

function openSecret(sealed: string, accountId: number): string | null {
  const key = `${accountId} ${sealed}`;
  const known = opened.get(key);
  if (known !== undefined) return known;
  const secret = unsealWebhookSecret(sealed, accountId);
  if (secret !== null) opened.set(key, secret);
  return secret;
}
