import { requireAdministrator } from "@/server/commands/_run/permission";
import {
  knownInboxes,
  lockOwnEndpoint,
  refuseHeartbeat,
  refuseTarget,
} from "@/server/commands/webhooks/_steps/endpoint-checks";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { Tx } from "@/server/store/events/tx";
import { saveEndpoint, toEndpointDto } from "@/server/store/webhooks/endpoints";
import type { NewEndpoint } from "./create-endpoint";

type EndpointPatch = Partial<Omit<NewEndpoint, "secret">> & { endpointId: number };

/** Changes an endpoint. Deliveries that are due go to the new URL in the new format. Administrators only. */
export async function updateEndpoint(tx: Tx, { endpointId, ...given }: EndpointPatch): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockOwnEndpoint(tx, endpointId);
  if (given.url !== undefined) refuseTarget(given.url);
  const patch = {
    name: given.name === undefined ? before.name : given.name,
    url: given.url ?? before.url,
    types: given.types ? [...new Set(given.types)] : before.types,
    inboxIds: given.inboxIds === undefined ? before.inboxIds : await knownInboxes(tx, given.inboxIds),
    format: given.format ?? before.format,
    ordered: given.ordered ?? before.ordered,
    concurrency: given.concurrency ?? before.concurrency,
    suppressSelf: given.suppressSelf ?? before.suppressSelf,
    heartbeatMinutes: given.heartbeatMinutes === undefined ? before.heartbeatMinutes : given.heartbeatMinutes,
  };
  refuseHeartbeat(patch);
  return toEndpointDto(await saveEndpoint(tx, before, patch));
}
