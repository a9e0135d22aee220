import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatPosition } from "@/server/contract/event/cursor";
import type { DeliveryState } from "@/server/contract/webhook/constants";
import type { DeliveryDto } from "@/server/contract/webhook/endpoint";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Db } from "@/server/store/_postgres/db";
import { listDeliveryRows } from "@/server/store/webhooks/delivery-log";
import { findEndpoint } from "@/server/store/webhooks/endpoints";

type DeliveriesQuery = {
  endpointId: number;
  state?: DeliveryState | null | undefined;
  type?: string | null | undefined;
  /** Created in `[from, to)`. */
  from?: Date | null | undefined;
  to?: Date | null | undefined;
  cursor?: string | null | undefined;
  limit: number;
};

/**
 * An endpoint's deliveries, newest first. With a filter that matches few a page may be short, even empty, and have a next one.
 * Administrators only.
 */
export async function listDeliveries(
  db: Db,
  caller: Caller,
  { endpointId, state, type, from, to, cursor, limit }: DeliveriesQuery,
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
