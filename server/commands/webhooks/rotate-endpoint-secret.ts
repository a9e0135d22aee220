import { requireAdministrator } from "@/server/commands/_run/permission";
import { lockOwnEndpoint } from "@/server/commands/webhooks/_steps/endpoint-checks";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import { newWebhookSecret, sealWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import type { Tx } from "@/server/store/events/tx";
import { saveSecret, toEndpointDto } from "@/server/store/webhooks/endpoints";

const HOUR_MS = 3_600_000;

type Rotate = {
  endpointId: number;
  /** For how long the old secret signs too; 0 = not at all, for one that leaked. */
  overlapHours: number;
  secret?: string | undefined;
};

/** Replaces an endpoint's secret. Refused while an earlier overlap lasts, unless this one has no overlap. */
export async function rotateEndpointSecret(
  tx: Tx,
  { endpointId, overlapHours, secret = newWebhookSecret() }: Rotate,
): Promise<{ endpoint: EndpointDto; secret: string }> {
  requireAdministrator(tx.caller);
  const before = await lockOwnEndpoint(tx, endpointId);
  const isOpen = before.previousSecretUntil !== null && before.previousSecretUntil > tx.now;
  if (isOpen && overlapHours > 0) throw new Refusal("endpoint.rotation_open");
  const until = overlapHours > 0 ? new Date(tx.now.getTime() + overlapHours * HOUR_MS) : null;
  const sealedSecret = sealWebhookSecret(secret, tx.caller.accountId);
  return { endpoint: toEndpointDto(await saveSecret(tx, before, { sealedSecret, until })), secret };
}
