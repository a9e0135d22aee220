import type { SenderList } from "@/server/dialects/wukongim/domain/channel";
import type { Writer, WrittenChannel } from "@/server/dialects/wukongim/domain/may-write";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";
import type { ChannelRef } from "./channels";

/** Puts users on a list of a channel, at most a thousand at once; who is on it stays. */
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

/** Puts users on the account's side, at most a thousand at once; who is there stays. */
export async function insertSystemUids(tx: Tx, inboxId: number, uids: readonly string[]): Promise<void> {
  await tx.query(
    `insert into wukongim_system_uid (account_id, inbox_id, uid, created_at)
     select $1, $2, uid, $4 from unnest($3::text[]) uid order by uid on conflict do nothing`,
    [tx.caller.accountId, inboxId, uids, tx.now],
  );
}

const SYSTEM = statement(
  "select uid from wukongim_system_uid where account_id = $1 and inbox_id = $2 and uid = any($3::text[])",
);

/** Which of these users are on the account's side. Index: wukongim_system_uid_pkey. */
export async function findSystemUids(
  db: Db,
  accountId: number,
  { inboxId, uids }: { inboxId: number; uids: readonly string[] },
): Promise<string[]> {
  const rows = await db.query<{ uid: string }>(SYSTEM, [accountId, inboxId, uids]);
  return rows.map(({ uid }) => uid);
}

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
