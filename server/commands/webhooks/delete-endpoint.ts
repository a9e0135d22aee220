import { requireAdministrator } from "@/server/commands/_run/permission";
import { lockOwnEndpoint } from "@/server/commands/webhooks/_steps/endpoint-checks";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { Tx } from "@/server/store/events/tx";
import { saveEndpoint, toEndpointDto } from "@/server/store/webhooks/endpoints";

/** Deletes an endpoint. Its waiting deliveries are not sent. Administrators only. */
export async function deleteEndpoint(tx: Tx, { endpointId }: { endpointId: number }): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockOwnEndpoint(tx, endpointId);
  return toEndpointDto(await saveEndpoint(tx, before, { deletedAt: tx.now }, "endpoint.deleted"));
}
