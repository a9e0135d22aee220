import type { Caller } from "@/server/contract/caller";
import { formatPosition } from "@/server/contract/cursor";
import type { DeliveryDto, DeliveryState } from "@/server/contract/endpoint";
import { Refusal } from "@/server/contract/refusal";
import type { Db } from "@/server/store/db";
import { listDeliveryRows } from "@/server/store/delivery-log";
import { findEndpoint } from "@/server/store/endpoints";
import { administratorsOnly } from "./administrators-only";
import { type Page, positionOf, readAsOf } from "./page";

type Ask = {
  endpointId: number;
  state?: DeliveryState | null | undefined;
  type?: string | null | undefined;
  /** Owed in `[from, to)`. */
  from?: Date | null | undefined;
  to?: Date | null | undefined;
  cursor?: string | null | undefined;
  limit: number;
};

/**
 * What an endpoint was owed, newest first. Under a filter that fits few a page may be short, even empty, and go on.
 * Administrators only.
 */
export async function listDeliveries(
  db: Db,
  caller: Caller,
  { endpointId, state, type, from, to, cursor, limit }: Ask,
): Promise<Page<DeliveryDto>> {
  administratorsOnly(caller);
  if (!(await findEndpoint(db, caller.accountId, endpointId))) throw new Refusal("endpoint.not_found");
  const [before] = positionOf(cursor, ["number"]) ?? [];
  const { rows, goOn } = await listDeliveryRows(db, caller.accountId, {
    endpointId,
    state: state ?? null,
    type: type ?? null,
    from: from ?? null,
    to: to ?? null,
    before: typeof before === "number" ? before : null,
    limit,
  });
  return {
    data: rows,
    nextCursor: goOn === null ? null : formatPosition([goOn]),
    asOf: await readAsOf(db, caller.accountId),
  };
}
