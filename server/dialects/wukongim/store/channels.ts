import type { ChannelFlags, SenderList } from "@/server/dialects/wukongim/domain/channel";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

/** A channel of an inbox, by the id under which its flags and lists are kept. */
export type ChannelRef = { inboxId: number; channelType: number; channelId: string };

/** Saves the given flags of a channel; others stay. */
export async function putChannelFlags(tx: Tx, ref: ChannelRef, flags: Partial<ChannelFlags>): Promise<void> {
  const key = { accountId: tx.caller.accountId, ...ref };
  const fields = { ...flags, updatedAt: tx.now };
  await prismaOf(tx).wukongimChannel.upsert({
    where: { accountId_inboxId_channelType_channelId: key },
    create: { ...key, ...fields },
    update: fields,
    select: { channelId: true },
  });
}

/** Forgets the flags and lists of a channel. */
export async function deleteChannelSettings(tx: Tx, ref: ChannelRef): Promise<void> {
  const where = { accountId: tx.caller.accountId, ...ref };
  await prismaOf(tx).wukongimChannel.deleteMany({ where });
  await prismaOf(tx).wukongimListed.deleteMany({ where });
}

/** Empties a list of a channel. */
export async function clearListed(tx: Tx, ref: ChannelRef, list: SenderList): Promise<void> {
  await prismaOf(tx).wukongimListed.deleteMany({ where: { accountId: tx.caller.accountId, ...ref, list } });
}

export async function deleteListed(
  tx: Tx,
  ref: ChannelRef,
  { list, uids }: { list: SenderList; uids: readonly string[] },
): Promise<void> {
  await prismaOf(tx).wukongimListed.deleteMany({
    where: { accountId: tx.caller.accountId, ...ref, list, uid: { in: [...uids] } },
  });
}

/** Who is on a list of a channel; at most `LISTED_MAX`. Index: wukongim_listed_pkey. */
export async function listListed(
  db: Db,
  accountId: number,
  of: ChannelRef & { list: SenderList },
): Promise<string[]> {
  const rows = await prismaOf(db).wukongimListed.findMany({
    where: { accountId, ...of },
    orderBy: { uid: "asc" },
    select: { uid: true },
  });
  return rows.map(({ uid }) => uid);
}

/** How many are on a list of a channel. */
export const countListed = (tx: Tx, ref: ChannelRef, list: SenderList): Promise<number> =>
  prismaOf(tx).wukongimListed.count({ where: { accountId: tx.caller.accountId, ...ref, list } });
