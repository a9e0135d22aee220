import type { Caller } from "@/server/contract/caller";
import { formatPosition } from "@/server/contract/cursor";
import type {
  DeliveryDto,
  DeliveryState,
  EndpointDto,
  EndpointHealthDto,
  TryDto,
} from "@/server/contract/endpoint";
import { Refusal } from "@/server/contract/refusal";
import type { Db } from "@/server/store/db";
import { findDelivery, listDeliveryRows, listTries } from "@/server/store/deliveries";
import { readHealth } from "@/server/store/endpoint-health";
import { findEndpoint, listEndpointRows, toEndpointDto } from "@/server/store/endpoints";
import { administratorsOnly } from "./administrators-only";
import { type Page, positionOf, readAsOf } from "./page";

/** More than an account may have. */
const ALL = 1_000;

export type Endpoint = EndpointDto & { health: EndpointHealthDto };

/** Every receiver of webhooks. Administrators only. */
export async function listEndpoints(db: Db, caller: Caller): Promise<Page<EndpointDto>> {
  administratorsOnly(caller);
  const data = await listEndpointRows(db, caller.accountId, ALL);
  return { data, nextCursor: null, asOf: await readAsOf(db, caller.accountId) };
}

/** One receiver, with how it does. Administrators only. */
export async function getEndpoint(
  db: Db,
  caller: Caller,
  { endpointId, now }: { endpointId: number; now: Date },
): Promise<Endpoint> {
  administratorsOnly(caller);
  const row = await findEndpoint(db, caller.accountId, endpointId);
  if (!row) throw new Refusal("endpoint.not_found");
  const health = await readHealth(db, caller.accountId, { endpointId, now });
  return { ...toEndpointDto(row), health };
}

type Ask = {
  endpointId: number;
  state?: DeliveryState | undefined;
  cursor?: string | undefined;
  limit: number;
};

/** What an endpoint was owed, newest first. Administrators only. */
export async function listDeliveries(
  db: Db,
  caller: Caller,
  { endpointId, state, cursor, limit }: Ask,
): Promise<Page<DeliveryDto>> {
  administratorsOnly(caller);
  if (!(await findEndpoint(db, caller.accountId, endpointId))) throw new Refusal("endpoint.not_found");
  const [before] = positionOf(cursor, ["number"]) ?? [];
  const rows = await listDeliveryRows(db, caller.accountId, {
    endpointId,
    state: state ?? null,
    before: typeof before === "number" ? before : null,
    limit: limit + 1,
  });
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return {
    data,
    nextCursor: rows.length > limit && last ? formatPosition([last.id]) : null,
    asOf: await readAsOf(db, caller.accountId),
  };
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
