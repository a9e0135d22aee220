import type { EndpointDto } from "@/server/contract/endpoint";
import { Refusal } from "@/server/contract/refusal";
import { lockEndpoint, resetProgress, saveEndpoint, toEndpointDto } from "@/server/store/endpoints";
import type { Tx } from "@/server/store/tx";
import { requireAdministrator } from "./permission";

/**
 * Sends again, beginning with what has happened since the endpoint was disabled, as far as the log reaches back. Of an
 * enabled one it closes the breaker, so that what waits is tried at once. Administrators only.
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
