import type { TryDto } from "@/server/contract/webhook/endpoint";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { toRow } from "@/server/store/_rows/columns";

type TryRow = Omit<TryDto, "at"> & { at: Date };

/** More tries than a delivery has. */
const TRIES_MAX = 100;

/** Every try of a delivery, in order; there are few. Index: delivery_try_delivery. */
export async function listTries(db: Db, accountId: number, deliveryId: number): Promise<TryDto[]> {
  const found = await prismaOf(db).deliveryTry.findMany({
    where: { accountId, deliveryId },
    orderBy: [{ number: "asc" }, { id: "asc" }],
    take: TRIES_MAX,
    omit: { accountId: true, id: true, deliveryId: true, endpointId: true },
  });
  return found.map((row) => toRow<TryRow>(row)).map((row) => ({ ...row, at: row.at.toISOString() }));
}
