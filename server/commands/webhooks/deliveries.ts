import { requireAdministrator } from "@/server/commands/_run/permission";
import { lockOwnEndpoint } from "@/server/commands/webhooks/_steps/callback-endpoint";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import type { DeliveryDto, EndpointFormat } from "@/server/contract/webhook/endpoint";
import { newId } from "@/server/lib/new-id";
import { findConversationPlace } from "@/server/store/conversations/conversation-places";
import { wholeSample } from "@/server/store/events/log/event-log";
import type { Tx } from "@/server/store/events/tx";
import { type RequeuePage, requeueDeliveries, requeueDelivery } from "@/server/store/webhooks/deliveries";
import { lockEndpoint } from "@/server/store/webhooks/endpoints";
import { type CoveredEvent, insertTest, listCoveredEvents } from "@/server/store/webhooks/test-deliveries";
import { webhookFormats } from "@/server/store/webhooks/webhook-formats";

export type TestEndpoint = {
  endpointId: number;
  /** Of a sample, `message.created` by default; of a conversation, only its events of this type. */
  type?: EventType | undefined;
  /** A conversation's number: sends its newest event that the endpoint covers, instead of a sample. */
  displayId?: number | undefined;
};

/**
 * Creates a delivery marked as a test, of a sample or of a conversation's real event, under an id of its own. The event is
 * not copied: it is sent as the log has it at the try. Administrators only.
 */
export async function testEndpoint(
  tx: Tx,
  { endpointId, type, displayId }: TestEndpoint,
): Promise<DeliveryDto> {
  requireAdministrator(tx.caller);
  const { state, format } = await lockOwnEndpoint(tx, endpointId);
  if (state === "disabled") throw new Refusal("endpoint.disabled");
  if (displayId !== undefined) return testWithConversation(tx, { endpointId, format, type, displayId });
  const event = wholeSample(type ?? "message.created", { id: newId(), at: tx.now });
  return insertTest(tx, { endpointId, eventId: event.id, type: event.type }, { sample: event });
}

async function testWithConversation(
  tx: Tx,
  { endpointId, format, type, displayId }: TestEndpoint & { format: EndpointFormat; displayId: number },
): Promise<DeliveryDto> {
  const conversation = await findConversationPlace(tx, { displayId });
  if (!conversation) throw new Refusal("conversation.not_found", { field: "displayId" });
  const conversationId = conversation.id;
  const covered = await listCoveredEvents(tx, tx.caller.accountId, {
    endpointId,
    conversationId,
    type: type ?? null,
    now: tx.now,
  });
  const event = covered.find((one) => isExpressible(one, format, tx.now));
  if (!event) throw new Refusal("endpoint.no_event", { field: "displayId" });
  return insertTest(tx, { endpointId, eventId: newId(), type: event.type }, { event, conversationId });
}

/** Whether a format has something to send for an event: FreeScout has no name for some changes of a status, for example. */
function isExpressible({ text }: CoveredEvent, name: EndpointFormat, now: Date): boolean {
  const format = webhookFormats().get(name);
  const current = { agentOf: () => null, urlsOf: () => ({}), now };
  return !format || format.render(text, () => JSON.parse(text), current) !== null;
}

/** The most events scanned in one operation; `nextSeq` continues. */
export const REPLAY_EVENTS_MAX = 10_000;

/**
 * What to send again: one delivery, the events after a seq, or those stamped within a time, of which `sinceSeq` skips
 * the ones that were replayed already.
 */
export type Replay =
  | { deliveryId: number }
  | { sinceSeq: number }
  | { from: Date; to: Date; sinceSeq?: number | undefined };

/**
 * Creates an endpoint's deliveries again with the same `webhook-id`s, so that it can drop duplicates. Returns how many,
 * and `nextSeq` to continue if there are more. Administrators only.
 */
export async function replayDeliveries(
  tx: Tx,
  { endpointId, replay }: { endpointId: number; replay: Replay },
): Promise<RequeuePage> {
  requireAdministrator(tx.caller);
  const endpoint = await lockEndpoint(tx, endpointId);
  if (!endpoint) throw new Refusal("endpoint.not_found");
  if ("deliveryId" in replay) {
    const count = await requeueDelivery(tx, { endpointId, deliveryId: replay.deliveryId });
    if (count === 0) throw new Refusal("delivery.not_found");
    return { count, nextSeq: null };
  }
  return requeueDeliveries(tx, { endpointId, replay, limit: REPLAY_EVENTS_MAX });
}
