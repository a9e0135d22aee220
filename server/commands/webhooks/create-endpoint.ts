import { requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto, EndpointFormat } from "@/server/contract/webhook/endpoint";
import { HEARTBEAT_FORMATS } from "@/server/contract/webhook/heartbeat";
import { newWebhookSecret, sealWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import { faultOfTarget } from "@/server/lib/outbound/own-policy";
import type { Tx } from "@/server/store/events/tx";
import { startsAs } from "@/server/store/inboxes/inboxes";
import { insertEndpoint, listEndpointRows, toEndpointDto } from "@/server/store/webhooks/endpoints";

export const ENDPOINTS_MAX = 100;
const CONCURRENCY = 8;

export type NewEndpoint = {
  url: string;
  types: readonly string[];
  inboxIds?: readonly number[] | null | undefined;
  format?: EndpointFormat | undefined;
  ordered?: boolean | undefined;
  concurrency?: number | undefined;
  suppressSelf?: boolean | undefined;
  heartbeatMinutes?: number | null | undefined;
  /** `whsec_…`; made where absent. */
  secret?: string | undefined;
};

/** Adds a receiver of webhooks. The secret is in the answer and nowhere else. Administrators only. */
export async function createEndpoint(
  tx: Tx,
  { secret = newWebhookSecret(), ...given }: NewEndpoint,
): Promise<{ endpoint: EndpointDto; secret: string }> {
  requireAdministrator(tx.caller);
  refuseTarget(given.url);
  const inboxIds = await knownInboxes(tx, given.inboxIds);
  const { accountId } = tx.caller;
  if ((await listEndpointRows(tx, accountId, ENDPOINTS_MAX)).length === ENDPOINTS_MAX)
    throw new Refusal("endpoint.too_many");
  const settings = {
    url: given.url,
    types: [...new Set(given.types)],
    inboxIds,
    format: given.format ?? "tickline",
    ordered: given.ordered ?? false,
    concurrency: given.concurrency ?? CONCURRENCY,
    suppressSelf: given.suppressSelf ?? false,
    heartbeatMinutes: given.heartbeatMinutes ?? null,
  };
  refuseHeartbeat(settings);
  const row = await insertEndpoint(tx, settings, sealWebhookSecret(secret, accountId));
  return { endpoint: toEndpointDto(row), secret };
}

/** Refuses a URL that nothing may be sent to; a name is looked up at every try. */
export function refuseTarget(url: string): void {
  const fault = faultOfTarget(url);
  if (fault !== null) throw new Refusal("endpoint.url_refused", { field: "url", detail: fault });
}

/** Refuses a heartbeat in a format that cannot tell it. */
export function refuseHeartbeat({
  format,
  heartbeatMinutes,
}: Pick<EndpointDto, "format" | "heartbeatMinutes">): void {
  if (heartbeatMinutes === null || HEARTBEAT_FORMATS.includes(format)) return;
  throw new Refusal("input.invalid", {
    field: "heartbeatMinutes",
    detail: `the format ${format} has no heartbeats`,
  });
}

/** The inboxes of a filter, each once; refuses one that the account does not have. None = no filter. */
export async function knownInboxes(tx: Tx, given: readonly number[] | null | undefined): Promise<number[]> {
  const inboxIds = [...new Set(given ?? [])].sort((a, b) => a - b);
  const known = inboxIds.length === 0 ? 0 : (await startsAs(tx, inboxIds)).size;
  if (known < inboxIds.length) throw new Refusal("inbox.not_found", { field: "inboxIds" });
  return inboxIds;
}
