import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

export type DeviceRef = { inboxId: number; uid: string; deviceFlag: number };

/** Saves the token of a user's device; of a flag there is one. */
export async function putDevice(
  tx: Tx,
  ref: DeviceRef,
  { deviceLevel, tokenHash }: { deviceLevel: number; tokenHash: Buffer },
): Promise<void> {
  const key = { accountId: tx.caller.accountId, ...ref };
  const fields = { deviceLevel, tokenHash: new Uint8Array(tokenHash), updatedAt: tx.now };
  await prismaOf(tx).wukongimDevice.upsert({
    where: { accountId_inboxId_uid_deviceFlag: key },
    create: { ...key, ...fields },
    update: fields,
    select: { uid: true },
  });
}

/** Deletes the token of one device of a user, or of all. */
export async function deleteDevices(
  tx: Tx,
  { inboxId, uid, deviceFlag }: Omit<DeviceRef, "deviceFlag"> & { deviceFlag: number | null },
): Promise<void> {
  const where = { accountId: tx.caller.accountId, inboxId, uid };
  await prismaOf(tx).wukongimDevice.deleteMany({
    where: deviceFlag === null ? where : { ...where, deviceFlag },
  });
}

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

const ALL_SYSTEM = statement(
  "select uid from wukongim_system_uid where account_id = $1 and inbox_id = $2 order by uid",
);

/** The users on the account's side, at most `LISTED_MAX`. Index: wukongim_system_uid_pkey. */
export async function listSystemUids(db: Db, accountId: number, inboxId: number): Promise<string[]> {
  const rows = await db.query<{ uid: string }>(ALL_SYSTEM, [accountId, inboxId]);
  return rows.map(({ uid }) => uid);
}

export const countSystemUids = (tx: Tx, inboxId: number): Promise<number> =>
  prismaOf(tx).wukongimSystemUid.count({ where: { accountId: tx.caller.accountId, inboxId } });

/** Deletes what WuKongIM's API keeps of a contact: devices, listings, places, and the payloads of what they wrote. */
export async function deleteUsersOf(tx: Tx, contactId: number): Promise<void> {
  const key = [tx.caller.accountId, contactId];
  for (const table of ["wukongim_device", "wukongim_listed"] as const)
    await tx.query(
      `delete from ${table} t using contact_inbox l
        where l.account_id = $1 and l.contact_id = $2
          and t.account_id = $1 and t.inbox_id = l.inbox_id and t.uid = l.source_id`,
      key,
    );
  await tx.query(
    `delete from wukongim_payload p using contact_inbox l, conversation c
      where l.account_id = $1 and l.contact_id = $2 and p.account_id = $1 and p.from_uid = l.source_id
        and c.account_id = $1 and c.id = p.conversation_id and c.inbox_id = l.inbox_id`,
    key,
  );
  await tx.query("delete from wukongim_place where account_id = $1 and contact_id = $2", key);
}
