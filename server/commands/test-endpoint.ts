import type { DeliveryDto } from "@/server/contract/endpoint";
import type { EventType } from "@/server/contract/event";
import { sampleEvent } from "@/server/contract/event-samples";
import { Refusal } from "@/server/contract/refusal";
import { newId } from "@/server/lib/new-id";
import { insertSample } from "@/server/store/deliveries";
import { lockEndpoint } from "@/server/store/endpoints";
import { hashOf } from "@/server/store/outbox";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Owes an endpoint a made-up event of this type, marked as a test; it goes out like any other. Administrators only. */
export async function testEndpoint(
  tx: Tx,
  { endpointId, type }: { endpointId: number; type: EventType },
): Promise<DeliveryDto> {
  requireAdministrator(tx.caller);
  const endpoint = await lockEndpoint(tx, endpointId);
  if (!endpoint) throw new Refusal("endpoint.not_found");
  if (endpoint.state === "disabled") throw new Refusal("endpoint.disabled");
  const { seq, stampedAt: _, ...sample } = sampleEvent(type);
  const body = { ...sample, id: newId(), occurredAt: tx.now.toISOString() };
  const event = { ...body, hash: hashOf(body), seq, stampedAt: tx.now.toISOString(), test: true };
  return insertSample(tx, { endpointId, eventId: body.id, type, event });
}
