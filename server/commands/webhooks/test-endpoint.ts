import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import type { DeliveryDto } from "@/server/contract/webhook/endpoint";
import { newId } from "@/server/lib/new-id";
import { wholeSample } from "@/server/store/events/log/sample-event";
import type { Tx } from "@/server/store/events/tx";
import { insertSample } from "@/server/store/webhooks/deliveries";
import { lockEndpoint } from "@/server/store/webhooks/endpoints";

/** Creates a delivery of a sample event of this type, marked as a test. Administrators only. */
export async function testEndpoint(
  tx: Tx,
  { endpointId, type }: { endpointId: number; type: EventType },
): Promise<DeliveryDto> {
  requireAdministrator(tx.caller);
  const endpoint = await lockEndpoint(tx, endpointId);
  if (!endpoint) throw new Refusal("endpoint.not_found");
  if (endpoint.state === "disabled") throw new Refusal("endpoint.disabled");
  const event = wholeSample(type, { id: newId(), at: tx.now });
  return insertSample(tx, { endpointId, eventId: event.id, type, event });
}
