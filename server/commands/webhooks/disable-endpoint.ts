import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { DisabledReason, EndpointDto } from "@/server/contract/webhook/endpoint";
import type { Tx } from "@/server/store/events/tx";
import { lockEndpoint, saveEndpoint, toEndpointDto } from "@/server/store/webhooks/endpoints";

/** Stops deliveries until the endpoint is enabled; events meanwhile are kept for it. A disabled one stays as it is. */
export async function disableEndpoint(
  tx: Tx,
  { endpointId, reason }: { endpointId: number; reason: DisabledReason },
): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockEndpoint(tx, endpointId);
  if (!before) throw new Refusal("endpoint.not_found");
  if (before.state === "disabled") return toEndpointDto(before);
  const disabled = { state: "disabled", disabledReason: reason } as const;
  return toEndpointDto(await saveEndpoint(tx, before, disabled, "endpoint.disabled"));
}
