import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { Tx } from "@/server/store/events/tx";
import { lockEndpoint, resetProgress, saveEndpoint, toEndpointDto } from "@/server/store/webhooks/endpoints";

/**
 * Resumes deliveries from the events since the endpoint was disabled, as far as the log reaches back. If it is enabled,
 * closes its breaker, so that waiting deliveries are tried immediately. Administrators only.
 */
export async function enableEndpoint(tx: Tx, { endpointId }: { endpointId: number }): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockEndpoint(tx, endpointId);
  if (!before) throw new Refusal("endpoint.not_found");
  await resetProgress(tx, endpointId);
  const enabled = { state: "enabled", disabledReason: null, failingSince: null } as const;
  const type = before.state === "disabled" ? "endpoint.enabled" : "endpoint.recovered";
  return toEndpointDto(await saveEndpoint(tx, before, enabled, type));
}
