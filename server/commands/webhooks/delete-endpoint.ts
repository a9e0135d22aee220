import type { EndpointDto } from "@/server/contract/endpoint";
import { Refusal } from "@/server/contract/refusal";
import { lockEndpoint, saveEndpoint, toEndpointDto } from "@/server/store/endpoints";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Ends an endpoint: nothing more is sent, also of what waits. Administrators only. */
export async function deleteEndpoint(tx: Tx, { endpointId }: { endpointId: number }): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockEndpoint(tx, endpointId);
  if (!before) throw new Refusal("endpoint.not_found");
  return toEndpointDto(await saveEndpoint(tx, before, { deletedAt: tx.now }, "endpoint.deleted"));
}
