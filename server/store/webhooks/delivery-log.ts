import type { DeliveryState } from "@/server/contract/webhook/constants";
import type { DeliveryDto } from "@/server/contract/webhook/endpoint";
import type { Db } from "@/server/store/_postgres/db";
import { select } from "@/server/store/_rows/columns";
import { DELIVERY_COLUMNS, type DeliveryRow, toDeliveryDto } from "./deliveries";

/** Rows read for one page: a filter with few matches stops there and continues with the next page. */
const SCANNED_MAX = 20_000;

export type DeliveryFilter = {
  state: DeliveryState | null;
  type: string | null;
  /** Created in `[from, to)`. */
  from: Date | null;
  to: Date | null;
};
type Page = DeliveryFilter & { endpointId: number; before: number | null; limit: number };

/** `goOn`: the rows after this id were read, there may be more before it; null = that was all. */
export type DeliveryPage = { rows: DeliveryDto[]; goOn: number | null };

/** A page of an endpoint's deliveries, newest first. Index: delivery_log. */
export async function listDeliveryRows(
  db: Db,
  accountId: number,
  { endpointId, before, limit, ...filter }: Page,
): Promise<DeliveryPage> {
  const { state, type, from, to } = filter;
  const found = await db.query<DeliveryRow>(
    `select ${select(DELIVERY_COLUMNS)} from (
       select * from delivery
        where account_id = $1 and endpoint_id = $2 and ($3::bigint is null or id < $3)
        order by id desc limit ${SCANNED_MAX}) as scanned
      where ($4::text is null or state = $4) and ($5::text is null or type = $5)
        and ($6::timestamptz is null or created_at >= $6) and ($7::timestamptz is null or created_at < $7)
      order by id desc limit $8`,
    [accountId, endpointId, before, state, type, from, to, limit + 1],
  );
  const rows = found.slice(0, limit).map(toDeliveryDto);
  const last = rows.at(-1);
  if (found.length > limit) return { rows, goOn: last?.id ?? null };
  const isFiltered = Object.values(filter).some((wanted) => wanted !== null);
  const goOn = isFiltered ? await scannedTo(db, accountId, { endpointId, before }) : null;
  return { rows, goOn };
}

/** The id at which the scan stopped, unless it reached the end. Index: delivery_log alone. */
async function scannedTo(
  db: Db,
  accountId: number,
  { endpointId, before }: Pick<Page, "endpointId" | "before">,
): Promise<number | null> {
  const [row] = await db.query<{ id: number; count: number }>(
    `select min(id) as id, count(*)::int as count from (
       select id from delivery
        where account_id = $1 and endpoint_id = $2 and ($3::bigint is null or id < $3)
        order by id desc limit ${SCANNED_MAX}) as scanned`,
    [accountId, endpointId, before],
  );
  return row?.count === SCANNED_MAX ? row.id : null;
}
