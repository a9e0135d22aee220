import type { Caller } from "@/server/contract/_shared/caller";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { pick, rowsById } from "@/server/store/_rows/columns";
import { settingsCache } from "@/server/store/credentials/settings-cache";
import { INBOX_COLUMNS } from "@/server/store/inboxes/inboxes";

const cacheOf = (all: Db) => settingsCache<number>("wukongim inboxes", all);

/**
 * The one inbox with the channel WuKongIM that the caller may see; null for none or several. Reads `own`, the account's
 * database, at most once a second; `all`: the one it is made from.
 */
export const readWukongimInbox = (
  { all, own }: { all: Db; own: Db },
  caller: Caller,
): Promise<number | null> =>
  cacheOf(all)(`${caller.accountId} ${caller.inboxIds}`, async () => {
    const [inboxId, another] = await findWukongimInboxes(own, caller);
    return another === undefined ? (inboxId ?? null) : null;
  });

/** The inboxes with the channel WuKongIM that the caller may see: none, one, or the first two. */
export async function findWukongimInboxes(db: Db, { accountId, inboxIds }: Caller): Promise<number[]> {
  const rows = await prismaOf(db).inbox.findMany({
    where: { accountId, channel: "wukongim", ...(inboxIds !== "all" && { id: { in: [...inboxIds] } }) },
    orderBy: { id: "asc" },
    take: 2,
    select: { id: true },
  });
  return rows.map(({ id }) => Number(id));
}

const identifiers = rowsById("inbox", pick(INBOX_COLUMNS, "identifier"));

/** The public identifier of an inbox of the account; empty for an unknown one. */
export async function readInboxIdentifier(db: Db, accountId: number, inboxId: number): Promise<string> {
  const rows = await identifiers(db, accountId, [inboxId]);
  return rows[0]?.identifier ?? "";
}
