import type { DeliveryDto } from "@/server/contract/endpoint";
import type { EventType } from "@/server/contract/event";
import { Refusal } from "@/server/contract/refusal";
import { newId } from "@/server/lib/new-id";
import { insertSample } from "@/server/store/deliveries";
import { lockEndpoint } from "@/server/store/endpoints";
import { wholeSample } from "@/server/store/sample-event";
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
  const event = wholeSample(type, { id: newId(), at: tx.now });
  return insertSample(tx, { endpointId, eventId: event.id, type, event });
}
