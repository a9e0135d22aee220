import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { Tx } from "@/server/store/events/tx";
import { lockEndpoint, saveEndpoint, toEndpointDto } from "@/server/store/webhooks/endpoints";

/** Records since when no delivery has reached an endpoint; null = it accepts deliveries again. */
export async function recordEndpointFailing(
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
