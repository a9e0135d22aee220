import type { Db } from "@/server/store/_postgres/db";

/** The precision of `lastUsedAt`. */
export const USED_MINUTES = 1;
const ADDRESS_CHARS = 60;

export type TokenUse = { accountId: number; tokenId: number; address: string; now: Date };

/** Stores when and from which address a token was last used, at most once in `USED_MINUTES`. */
export async function markTokenUsed(db: Db, { accountId, tokenId, address, now }: TokenUse): Promise<void> {
  const usedBefore = new Date(now.getTime() - USED_MINUTES * 60_000);
  await prismaOf(db).apiToken.updateMany({
    where: { accountId, id: tokenId, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: usedBefore } }] },
    data: { lastUsedAt: now, lastUsedAddress: address.slice(0, ADDRESS_CHARS) },
  });
}

/** Stores when a token last read the event log. */
export async function markEventsRead(
  db: Db,
  { accountId, tokenId, now }: Omit<TokenUse, "address">,
): Promise<void> {
  await prismaOf(db).apiToken.updateMany({ where: { accountId, id: tokenId }, data: { eventsReadAt: now } });
}

/** Stores when a token last had a stream open that asks for messages to send by name. */
export async function markRequestsStreamed(
  db: Db,
  { accountId, tokenId, now }: Omit<TokenUse, "address">,
): Promise<void> {
  await prismaOf(db).apiToken.updateMany({
    where: { accountId, id: tokenId },
    data: { requestsStreamedAt: now },
  });
}
