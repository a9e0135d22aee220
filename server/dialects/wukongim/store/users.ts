import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
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

/** The users on the account's side, at most `LISTED_MAX`. Index: wukongim_system_uid_pkey. */
export async function listSystemUids(db: Db, accountId: number, inboxId: number): Promise<string[]> {
  const rows = await prismaOf(db).wukongimSystemUid.findMany({
    where: { accountId, inboxId },
    orderBy: { uid: "asc" },
    select: { uid: true },
  });
  return rows.map(({ uid }) => uid);
}

export const countSystemUids = (tx: Tx, inboxId: number): Promise<number> =>
  prismaOf(tx).wukongimSystemUid.count({ where: { accountId: tx.caller.accountId, inboxId } });
