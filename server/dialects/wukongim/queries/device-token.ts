import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";

/** A user's device as it connects. `identifier`: the public one of the inbox. */
export type DeviceKey = { inboxId: number; identifier: string; uid: string; deviceFlag: number };

/** What a device may. `contactId`: null = the user is no customer. `isSystem`: they were put on the account's side. */
export type DeviceRights = {
  tokenHash: Buffer;
  deviceLevel: number;
  contactId: number | null;
  isSystem: boolean;
};

const RIGHTS = statement(
  `select n.place, d.token_hash as "tokenHash", d.device_level as "deviceLevel", l.contact_id as "contactId",
          s.uid is not null as "isSystem"
     from unnest($2::bigint[], $3::text[], $4::text[], $5::int[]) with ordinality
       as n (inbox_id, identifier, uid, device_flag, place)
     join inbox i on i.account_id = $1 and i.id = n.inbox_id and i.identifier = n.identifier and i.channel = 'wukongim'
     join wukongim_device d
       on d.account_id = i.account_id and d.inbox_id = i.id and d.uid = n.uid and d.device_flag = n.device_flag
     left join contact_inbox l on l.account_id = i.account_id and l.inbox_id = i.id and l.source_id = n.uid
     left join wukongim_system_uid s on s.account_id = i.account_id and s.inbox_id = i.id and s.uid = n.uid`,
);

/**
 * The rights of devices, in the given order; null: it has no token, or the inbox has another identifier. Indexes: inbox_pkey,
 * wukongim_device_pkey, contact_inbox_source, wukongim_system_uid_pkey.
 */
export async function readDeviceRights(
  db: Db,
  accountId: number,
  keys: readonly DeviceKey[],
): Promise<(DeviceRights | null)[]> {
  const rows = await db.query<DeviceRights & { place: number }>(RIGHTS, [
    accountId,
    keys.map(({ inboxId }) => inboxId),
    keys.map(({ identifier }) => identifier),
    keys.map(({ uid }) => uid),
    keys.map(({ deviceFlag }) => deviceFlag),
  ]);
  const byPlace = new Map(rows.map(({ place, ...rights }) => [Number(place), rights]));
  return keys.map((_, i) => byPlace.get(i + 1) ?? null);
}
