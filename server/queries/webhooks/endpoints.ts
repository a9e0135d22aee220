import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type {
  DeliveryDto,
  EndpointDto,
  EndpointHealthDto,
  EndpointHourDto,
  TryDto,
} from "@/server/contract/webhook/endpoint";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, readAsOf } from "@/server/queries/_shared/page";
import type { Db } from "@/server/store/_postgres/db";
import { findDelivery } from "@/server/store/webhooks/deliveries";
import { listTries } from "@/server/store/webhooks/delivery-tries";
import { readHealth } from "@/server/store/webhooks/endpoint-health";
import { listHours } from "@/server/store/webhooks/endpoint-hours";
import {
  countTroubled,
  findEndpoint,
  listEndpointRows,
  toEndpointDto,
} from "@/server/store/webhooks/endpoints";

/** More than an account may have. */
const ALL = 1_000;

export type Endpoint = EndpointDto & { health: EndpointHealthDto };

/** All endpoints. Administrators only. */
export async function listEndpoints(db: Db, caller: Caller): Promise<Page<EndpointDto>> {
  administratorsOnly(caller);
  const data = await listEndpointRows(db, caller.accountId, ALL);
  return { data, nextCursor: null, asOf: await readAsOf(db, caller.accountId) };
}

/** One endpoint, with its health. Administrators only. */
export async function getEndpoint(
  db: Db,
  caller: Caller,
  { endpointId, now }: { endpointId: number; now: Date },
): Promise<Endpoint> {
  administratorsOnly(caller);
  const row = await findEndpoint(db, caller.accountId, endpointId);
  if (!row) throw new Refusal("endpoint.not_found");
  const { accountId } = caller;
  const health = (await readHealth(db, accountId, { endpointIds: [endpointId], now })).get(endpointId);
  if (!health) throw new Error("an endpoint has its progress");
  return { ...toEndpointDto(row), health };
}

/** One delivery with its tries. Administrators only. */
export async function getDelivery(
  db: Db,
  caller: Caller,
  deliveryId: number,
): Promise<DeliveryDto & { attempts: TryDto[] }> {
  administratorsOnly(caller);
  const delivery = await findDelivery(db, caller.accountId, deliveryId);
  if (!delivery) throw new Refusal("delivery.not_found");
  return { ...delivery, attempts: await listTries(db, caller.accountId, deliveryId) };
}

/** The number of endpoints that fail without having been disabled by a member. Administrators only. */
export async function countTroubledEndpoints(db: Db, caller: Caller): Promise<number> {
  administratorsOnly(caller);
  return countTroubled(db, caller.accountId);
}

/** More than an account may have. */
const HOUR_MS = 3_600_000;
/** The hours of a chart, including the current one. */
const HOURS_SHOWN = 24;

/** An endpoint with its health now and before. `hours`: those of the last day with tries. */
type WatchedEndpoint = EndpointDto & { health: EndpointHealthDto; hours: EndpointHourDto[] };

/** All endpoints, for a screen. Administrators only. */
export async function watchEndpoints(db: Db, caller: Caller, now: Date): Promise<WatchedEndpoint[]> {
  administratorsOnly(caller);
  return watched(db, { endpoints: await listEndpointRows(db, caller.accountId, ALL), caller, now });
}

/** One endpoint. Administrators only. */
export async function watchEndpoint(
  db: Db,
  caller: Caller,
  { endpointId, now }: { endpointId: number; now: Date },
): Promise<WatchedEndpoint> {
  administratorsOnly(caller);
  const row = await findEndpoint(db, caller.accountId, endpointId);
  const [found] = row ? await watched(db, { endpoints: [toEndpointDto(row)], caller, now }) : [];
  if (!found) throw new Refusal("endpoint.not_found");
  return found;
}

type Watch = { endpoints: EndpointDto[]; caller: Caller; now: Date };

async function watched(db: Db, { endpoints, caller, now }: Watch): Promise<WatchedEndpoint[]> {
  const endpointIds = endpoints.map(({ id }) => id);
  const since = new Date((Math.floor(now.getTime() / HOUR_MS) - HOURS_SHOWN + 1) * HOUR_MS);
  const health = await readHealth(db, caller.accountId, { endpointIds, now });
  const hours = await listHours(db, caller.accountId, { endpointIds, since });
  return endpoints.flatMap((endpoint) => {
    const of = health.get(endpoint.id);
    return of ? [{ ...endpoint, health: of, hours: hours.get(endpoint.id) ?? [] }] : [];
  });
}
