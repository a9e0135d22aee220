import type { Db } from "@/server/store/_postgres/db";
import { one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

/** The devices of one contact that are remembered; those that connected last. */
const DEVICES_MAX = 20;
/** A device that has not connected for this long begins anew. */
export const DEVICE_DAYS = 90;

export type ConnectedDevice = {
  id: number;
  /** The number of the newest command message that it has acknowledged. */
  commandNumber: number;
};

/**
 * Records that a device of a locked contact has connected. A new one has everything that its conversations contain now.
 */
export async function putConnectedDevice(
  tx: Tx,
  { contactId, name }: { contactId: number; name: string },
): Promise<ConnectedDevice> {
  const { isNew, ...device } = one(
    await tx.query<ConnectedDevice & { isNew: boolean }>(
      `insert into connected_device as d (account_id, contact_id, name, created_at, connected_at)
       values ($1, $2, $3, $4, $4)
       on conflict (account_id, contact_id, name) do update set connected_at = excluded.connected_at
       returning d.id, d.command_number as "commandNumber", d.xmax = 0 as "isNew"`,
      [tx.caller.accountId, contactId, name, tx.now],
    ),
  );
  if (!isNew) return device;
  await tx.query(
    `insert into device_position (account_id, device_id, conversation_id, number)
     select p.account_id, $3, p.conversation_id, c.last_history_number
       from conversation_member p
       join conversation c on c.account_id = p.account_id and c.id = p.conversation_id
      where p.account_id = $1 and p.contact_id = $2 and p.left_at is null and c.last_history_number is not null`,
    [tx.caller.accountId, contactId, device.id],
  );
  await dropOldest(tx, contactId);
  return device;
}

async function dropOldest(tx: Tx, contactId: number): Promise<void> {
  await tx.query(
    `with old as (
       delete from connected_device where account_id = $1 and id in (
         select id from connected_device where account_id = $1 and contact_id = $2
          order by connected_at desc, id desc offset ${DEVICES_MAX})
       returning id)
     delete from device_position where account_id = $1 and device_id in (select id from old)`,
    [tx.caller.accountId, contactId],
  );
}

/** How far a device has a conversation's history. */
export type DevicePosition = { deviceId: number; conversationId: number; number: number };

const RAISE = statement(
  `insert into device_position as p (account_id, device_id, conversation_id, number)
   select $1, n.device_id, n.conversation_id, n.number
     from unnest($2::bigint[], $3::bigint[], $4::int[]) as n (device_id, conversation_id, number)
     join connected_device d on d.account_id = $1 and d.id = n.device_id
     join conversation c on c.account_id = $1 and c.id = n.conversation_id and c.lifecycle <> 'purged'
    order by n.device_id, n.conversation_id
   on conflict (account_id, device_id, conversation_id) do update
     set number = excluded.number where p.number < excluded.number`,
);

/** Raises positions; they never fall. Unknown devices and conversations are left out. Locks: device_position, ascending. */
export async function raisePositions(tx: Tx, positions: readonly DevicePosition[]): Promise<void> {
  if (positions.length === 0) return;
  await tx.query(RAISE, [
    tx.caller.accountId,
    positions.map(({ deviceId }) => deviceId),
    positions.map(({ conversationId }) => conversationId),
    positions.map(({ number }) => number),
  ]);
}

/** Raises the numbers of the newest command messages that devices have. Locks: connected_device, ascending. */
export async function raiseCommandNumbers(
  tx: Tx,
  numbers: readonly { deviceId: number; number: number }[],
): Promise<void> {
  if (numbers.length === 0) return;
  await tx.query(
    `with locked as (
       select d.id, n.number from unnest($2::bigint[], $3::int[]) as n (id, number)
         join connected_device d on d.account_id = $1 and d.id = n.id and d.command_number < n.number
        order by d.id for update of d)
     update connected_device d set command_number = l.number from locked l where d.account_id = $1 and d.id = l.id`,
    [tx.caller.accountId, numbers.map(({ deviceId }) => deviceId), numbers.map(({ number }) => number)],
  );
}

/** A conversation whose history a device may not have completely. */
export type DeviceQueue = {
  conversationId: number;
  displayId: number;
  /** The device has everything up to this number. */
  number: number;
  lastHistoryNumber: number;
};

const QUEUES = statement(
  `select c.id as "conversationId", c.display_id as "displayId", c.last_history_number as "lastHistoryNumber",
          greatest(p.joined_number, coalesce(q.number, 0)) as number
     from connected_device d
     join conversation_member p on p.account_id = d.account_id and p.contact_id = d.contact_id and p.left_at is null
     join conversation c on c.account_id = p.account_id and c.id = p.conversation_id and c.lifecycle = 'live'
      and c.inbox_id = $5
     left join device_position q
       on q.account_id = d.account_id and q.device_id = d.id and q.conversation_id = p.conversation_id
    where d.account_id = $1 and d.id = $2
      and (p.conversation_id = any($3::bigint[])
           or $3 is null and c.last_history_number > greatest(p.joined_number, coalesce(q.number, 0)))
    order by c.id limit $4`,
);

/** `inboxId`: where the device is connected. */
export type DeviceQueues = {
  deviceId: number;
  inboxId: number;
  conversationIds: readonly number[] | null;
  limit: number;
};

/**
 * The conversations of a device's contact in an inbox: the given ones, or those with a history that the device has not
 * completely. Indexes: conversation_member_of_contact, device_position_pkey.
 */
export const listDeviceQueues = (db: Db, accountId: number, of: DeviceQueues): Promise<DeviceQueue[]> =>
  db.query<DeviceQueue>(QUEUES, [accountId, of.deviceId, of.conversationIds, of.limit, of.inboxId]);

/** Gives the devices of one locked contact to another; of two with one name that of the kept contact stays. */
export async function moveConnectedDevices(tx: Tx, from: number, to: number): Promise<void> {
  const values = [tx.caller.accountId, from, to];
  await tx.query(
    `with doubled as (
       delete from connected_device d where d.account_id = $1 and d.contact_id = $2 and exists (
         select 1 from connected_device k where k.account_id = $1 and k.contact_id = $3 and k.name = d.name)
       returning id)
     delete from device_position where account_id = $1 and device_id in (select id from doubled)`,
    values,
  );
  await tx.query(
    "update connected_device set contact_id = $3 where account_id = $1 and contact_id = $2",
    values,
  );
}

/** Deletes the devices of a contact: for the erasure of a person. */
export async function deleteConnectedDevices(tx: Tx, contactId: number): Promise<void> {
  await tx.query(
    `with gone as (
       delete from connected_device where account_id = $1 and contact_id = $2 returning id)
     delete from device_position where account_id = $1 and device_id in (select id from gone)`,
    [tx.caller.accountId, contactId],
  );
}
