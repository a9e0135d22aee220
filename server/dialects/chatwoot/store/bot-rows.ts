import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { fieldsOf, toRow } from "@/server/store/_rows/columns";
import { ENDPOINT_COLUMNS, type EndpointRow } from "@/server/store/webhooks/endpoint-row";

const FIELDS = fieldsOf(ENDPOINT_COLUMNS);

/** The bots of an account, at most `limit`: all, or those that are linked to an inbox. */
export async function listBotRows(
  db: Db,
  accountId: number,
  { inboxId, limit }: { inboxId?: number; limit: number },
): Promise<EndpointRow[]> {
  const linked = inboxId === undefined ? {} : { inboxIds: { has: inboxId } };
  const found = await prismaOf(db).endpoint.findMany({
    where: { accountId, deletedAt: null, botName: { not: null }, ...linked },
    orderBy: { id: "asc" },
    take: limit,
    select: FIELDS,
  });
  return found.map((endpoint) => toRow<EndpointRow>(endpoint));
}
