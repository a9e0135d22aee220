import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { DuePush } from "./pushes";

/** What became of a claimed try. `dueAt` alone: it waits, and no try counts. */
export type PushResult =
  | { isGone: true }
  | { isDone: true; sentAt?: Date; error?: string }
  | { dueAt: Date; error?: string };

/** Stores the result of a claimed try, unless a newer message or another worker's try replaced it. */
export async function settlePush(
  db: Db,
  { accountId, deviceId, notificationId, tries, queuedAt }: DuePush,
  result: PushResult,
): Promise<void> {
  const prisma = prismaOf(db);
  const device = { accountId, id: deviceId };
  if ("isGone" in result) {
    await prisma.pushDevice.deleteMany({ where: device });
    return;
  }
  const where = { accountId, deviceId, notificationId, tries, queuedAt };
  const { error } = result;
  if ("dueAt" in result) {
    const waited = error === undefined ? { tries: 0 } : {};
    await prisma.push.updateMany({ where, data: { dueAt: result.dueAt, ...waited } });
  } else await prisma.push.deleteMany({ where });
  const sentAt = "sentAt" in result ? result.sentAt : undefined;
  if (sentAt) await prisma.pushDevice.updateMany({ where: device, data: { sentAt, error: null } });
  else if (error !== undefined) await prisma.pushDevice.updateMany({ where: device, data: { error } });
}
