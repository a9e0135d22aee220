import type { EndpointDto } from "@/server/contract/endpoint";
import { Refusal } from "@/server/contract/refusal";
import { lockEndpoint, saveEndpoint, toEndpointDto } from "@/server/store/endpoints";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/** Tells administrators that nothing has reached an endpoint since then, or with null that it takes events again. */
export async function noteEndpointFailing(
  tx: Tx,
  { endpointId, since }: { endpointId: number; since: Date | null },
): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockEndpoint(tx, endpointId);
  if (!before) throw new Refusal("endpoint.not_found");
  if ((before.failingSince === null) === (since === null)) return toEndpointDto(before);
  const type = since === null ? "endpoint.recovered" : "endpoint.failing";
  return toEndpointDto(await saveEndpoint(tx, before, { failingSince: since }, type));
}
