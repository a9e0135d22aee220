import type { ChannelFlags, SenderList } from "@/server/dialects/wukongim/domain/channel";
import type { Writer, WrittenChannel } from "@/server/dialects/wukongim/domain/may-write";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { statement } from "@/server/store/_postgres/statement";
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

export async function insertListed(
  tx: Tx,
  ref: ChannelRef,
  { list, uids }: { list: SenderList; uids: readonly string[] },
): Promise<void> {
  await tx.query(
    `insert into wukongim_listed (account_id, inbox_id, channel_type, channel_id, list, uid)
     select $1, $2, $3, $4, $5, uid from unnest($6::text[]) uid order by uid on conflict do nothing`,
    [tx.caller.accountId, ref.inboxId, ref.channelType, ref.channelId, list, uids],
  );
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

const LISTED = statement(
  `select uid from wukongim_listed
    where account_id = $1 and inbox_id = $2 and channel_type = $3 and channel_id = $4 and list = $5 order by uid`,
);

/** Who is on a list of a channel; at most `LISTED_MAX`. Index: wukongim_listed_pkey. */
export async function listListed(
  db: Db,
  accountId: number,
  { inboxId, channelType, channelId, list }: ChannelRef & { list: SenderList },
): Promise<string[]> {
  const rows = await db.query<{ uid: string }>(LISTED, [accountId, inboxId, channelType, channelId, list]);
  return rows.map(({ uid }) => uid);
}

/** How many are on a list of a channel. */
export const countListed = (tx: Tx, ref: ChannelRef, list: SenderList): Promise<number> =>
  prismaOf(tx).wukongimListed.count({ where: { accountId: tx.caller.accountId, ...ref, list } });

export type Rights = Pick<WrittenChannel, "flags" | "hasAllowList"> & Pick<Writer, "isDenied" | "isAllowed">;

const RIGHTS = statement(
  `select jsonb_build_object('large', coalesce(c.large, false), 'ban', coalesce(c.ban, false),
            'disband', coalesce(c.disband, false), 'sendBan', coalesce(c.send_ban, false),
            'allowStranger', coalesce(c.allow_stranger, false)) as flags,
          exists (select 1 from wukongim_listed l where l.account_id = $1 and l.inbox_id = $2 and l.channel_type = n.type
                    and l.channel_id = n.id and l.list = 'allow') as "hasAllowList",
          exists (select 1 from wukongim_listed l where l.account_id = $1 and l.inbox_id = $2 and l.channel_type = n.type
                    and l.channel_id = n.id and l.list = 'allow' and l.uid = n.uid) as "isAllowed",
          exists (select 1 from wukongim_listed l where l.account_id = $1 and l.inbox_id = $2 and l.channel_type = n.type
                    and l.channel_id = n.id and l.list = 'deny' and l.uid = n.uid) as "isDenied"
     from unnest($3::int[], $4::text[], $5::text[]) with ordinality as n (type, id, uid, place)
     left join wukongim_channel c
       on c.account_id = $1 and c.inbox_id = $2 and c.channel_type = n.type and c.channel_id = n.id
    order by n.place`,
);

/** A user and the channel that they write to. */
export type ChannelWriter = Omit<ChannelRef, "inboxId"> & { uid: string };

/** What the flags and lists of channels say of users, in the given order. Indexes: wukongim_channel_pkey, wukongim_listed_pkey. */
export const readRights = (
  db: Db,
  accountId: number,
  { inboxId, writers }: { inboxId: number; writers: readonly ChannelWriter[] },
): Promise<Rights[]> =>
  db.query<Rights>(RIGHTS, [
    accountId,
    inboxId,
    writers.map(({ channelType }) => channelType),
    writers.map(({ channelId }) => channelId),
    writers.map(({ uid }) => uid),
  ]);
