import { requireAdministrator } from "@/server/commands/_run/permission";
import {
  knownInboxes,
  lockOwnEndpoint,
  refuseHeartbeat,
  refuseTarget,
} from "@/server/commands/webhooks/_steps/callback-endpoint";
import { CONCURRENCY_DEFAULT } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { QUEUE_CHANGE_MAX } from "@/server/contract/queue/constants";
import type { DisabledReason, EndpointDto, EndpointFormat } from "@/server/contract/webhook/endpoint";
import { newWebhookSecret, sealWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import type { Tx } from "@/server/store/events/tx";
import { makeDeliveriesDue } from "@/server/store/queues/change-deliveries";
import {
  countOwnEndpoints,
  insertEndpoint,
  lockEndpoint,
  resetProgress,
  saveEndpoint,
  saveSecret,
  toEndpointDto,
} from "@/server/store/webhooks/endpoints";

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

type EndpointPatch = Partial<Omit<NewEndpoint, "secret">> & { endpointId: number };

/**
 * Changes an endpoint. Waiting deliveries go to the new URL in the new format, at once: the failures, the pause and the planned
 * retries were those of the old one. Administrators only.
 */
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
  if (patch.url === before.url) return toEndpointDto(await saveEndpoint(tx, before, patch));
  await tryAtOnce(tx, endpointId);
  return toEndpointDto(await saveEndpoint(tx, before, { ...patch, failingSince: null }));
}

/** Closes the breaker, and ends the waits for planned retries: the oldest, as many as one change of a queue may have. */
async function tryAtOnce(tx: Tx, endpointId: number): Promise<void> {
  await resetProgress(tx, endpointId);
  await makeDeliveriesDue(tx, { endpointId, deliveryId: null, countsDue: false }, QUEUE_CHANGE_MAX);
}

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

/**
 * Resumes deliveries from the events since the endpoint was disabled, as far as the log reaches back. Waiting deliveries are tried
 * immediately, also those of an enabled one that is paused. Administrators only.
 */
export async function enableEndpoint(tx: Tx, { endpointId }: { endpointId: number }): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockEndpoint(tx, endpointId);
  if (!before) throw new Refusal("endpoint.not_found");
  await tryAtOnce(tx, endpointId);
  const enabled = { state: "enabled", disabledReason: null, failingSince: null } as const;
  const type = before.state === "disabled" ? "endpoint.enabled" : "endpoint.recovered";
  return toEndpointDto(await saveEndpoint(tx, before, enabled, type));
}

type Disable = {
  endpointId: number;
  reason: DisabledReason;
  /** Only while it has this address: the answer was that one's. */
  url?: string | undefined;
};

/** Stops deliveries until the endpoint is enabled; events meanwhile are kept for it. A disabled one stays as it is. */
export async function disableEndpoint(tx: Tx, { endpointId, reason, url }: Disable): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockEndpoint(tx, endpointId);
  if (!before) throw new Refusal("endpoint.not_found");
  if (before.state === "disabled" || (url ?? before.url) !== before.url) return toEndpointDto(before);
  const disabled = { state: "disabled", disabledReason: reason } as const;
  return toEndpointDto(await saveEndpoint(tx, before, disabled, "endpoint.disabled"));
}

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

/** Deletes an endpoint. Its waiting deliveries are not sent. Administrators only. */
export async function deleteEndpoint(tx: Tx, { endpointId }: { endpointId: number }): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockOwnEndpoint(tx, endpointId);
  return toEndpointDto(await saveEndpoint(tx, before, { deletedAt: tx.now }, "endpoint.deleted"));
}
