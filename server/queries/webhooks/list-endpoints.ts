import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { DeliveryDto, EndpointDto, EndpointHealthDto, TryDto } from "@/server/contract/webhook/endpoint";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, readAsOf } from "@/server/queries/_shared/page";
import type { Db } from "@/server/store/_postgres/db";
import { findDelivery, listTries } from "@/server/store/webhooks/deliveries";
import { readHealth } from "@/server/store/webhooks/endpoint-health";
import { findEndpoint, listEndpointRows, toEndpointDto } from "@/server/store/webhooks/endpoints";

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
