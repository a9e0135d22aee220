import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { Tx } from "@/server/store/events/tx";
import { lockEndpoint, saveEndpoint, toEndpointDto } from "@/server/store/webhooks/endpoints";

/** Deletes an endpoint. Its waiting deliveries are not sent. Administrators only. */
export async function deleteEndpoint(tx: Tx, { endpointId }: { endpointId: number }): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockEndpoint(tx, endpointId);
  if (!before) throw new Refusal("endpoint.not_found");
  return toEndpointDto(await saveEndpoint(tx, before, { deletedAt: tx.now }, "endpoint.deleted"));
}
