import { requireAdministrator } from "@/server/commands/_run/permission";
import {
  knownInboxes,
  refuseHeartbeat,
  refuseTarget,
} from "@/server/commands/webhooks/_steps/endpoint-checks";
import { CONCURRENCY_DEFAULT } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto, EndpointFormat } from "@/server/contract/webhook/endpoint";
import { newWebhookSecret, sealWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import type { Tx } from "@/server/store/events/tx";
import { countOwnEndpoints } from "@/server/store/webhooks/endpoint-counts";
import { insertEndpoint, toEndpointDto } from "@/server/store/webhooks/endpoints";

export const ENDPOINTS_MAX = 100;

export type NewEndpoint = {
  name?: string | null | undefined;
  url: string;
  types: readonly string[];
  inboxIds?: readonly number[] | null | undefined;
  format?: EndpointFormat | undefined;
  ordered?: boolean | undefined;
  concurrency?: number | undefined;
  suppressSelf?: boolean | undefined;
  heartbeatMinutes?: number | null | undefined;
  /** `whsec_…`; generated if absent. */
  secret?: string | undefined;
};

/** Creates an endpoint. Only this result contains the secret. Administrators only. */
export async function createEndpoint(
  tx: Tx,
  { secret = newWebhookSecret(), ...given }: NewEndpoint,
): Promise<{ endpoint: EndpointDto; secret: string }> {
  requireAdministrator(tx.caller);
  refuseTarget(given.url);
  const inboxIds = await knownInboxes(tx, given.inboxIds);
  const { accountId } = tx.caller;
  if ((await countOwnEndpoints(tx, accountId)) >= ENDPOINTS_MAX) throw new Refusal("endpoint.too_many");
  const settings = {
    name: given.name ?? null,
    url: given.url,
    types: [...new Set(given.types)],
    inboxIds,
    format: given.format ?? "tickline",
    ordered: given.ordered ?? false,
    concurrency: given.concurrency ?? CONCURRENCY_DEFAULT,
    suppressSelf: given.suppressSelf ?? false,
    heartbeatMinutes: given.heartbeatMinutes ?? null,
  };
  refuseHeartbeat(settings);
  const row = await insertEndpoint(tx, settings, { sealedSecret: sealWebhookSecret(secret, accountId) });
  return { endpoint: toEndpointDto(row), secret };
}
