import { requireAdministrator } from "@/server/commands/_run/permission";
import { lockOwnEndpoint } from "@/server/commands/webhooks/_steps/endpoint-checks";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EventType } from "@/server/contract/event/event";
import type { DeliveryDto } from "@/server/contract/webhook/endpoint";
import { newId } from "@/server/lib/new-id";
import { wholeSample } from "@/server/store/events/log/sample-event";
import type { Tx } from "@/server/store/events/tx";
import { insertSample } from "@/server/store/webhooks/deliveries";

/** Creates a delivery of a sample event of this type, marked as a test. Administrators only. */
export async function testEndpoint(
  tx: Tx,
  { endpointId, type }: { endpointId: number; type: EventType },
): Promise<DeliveryDto> {
  requireAdministrator(tx.caller);
  const endpoint = await lockOwnEndpoint(tx, endpointId);
  if (endpoint.state === "disabled") throw new Refusal("endpoint.disabled");
  const event = wholeSample(type, { id: newId(), at: tx.now });
  return insertSample(tx, { endpointId, eventId: event.id, type, event });
}
