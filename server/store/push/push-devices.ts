import { hash } from "node:crypto";
import type { Locale } from "@/server/contract/_shared/locale";
import {
  PUSH_DEVICES_MAX,
  type PushDeviceDto,
  type PushSubscription,
  pushSubscription,
} from "@/server/contract/member/notification-settings";
import { seal, unseal } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

const purpose = (accountId: number): string => `push device of account ${accountId}`;

/** The subscription of a device; null if nothing can be sent to it, as when it was sealed under an earlier secret. */
export function unsealSubscription(accountId: number, sealed: string): PushSubscription | null {
  const opened = unseal(sealed, purpose(accountId));
  return opened === null ? null : (pushSubscription.safeParse(JSON.parse(opened)).data ?? null);
}

export type NewPushDevice = {
  userId: number;
  sessionId: string;
  subscription: PushSubscription;
  locale: Locale;
};

/**
 * Stores a browser of a member; one that is known belongs to this session from now on. Beyond `PUSH_DEVICES_MAX` the
 * oldest are deleted. False when the session is not the member's.
 */
export async function savePushDevice(
  tx: Tx,
  { userId, sessionId, subscription, locale }: NewPushDevice,
): Promise<boolean> {
  const { accountId } = tx.caller;
  const endpointHash = hash("sha256", subscription.endpoint, "buffer");
  // Pushes to whoever used this browser before must not reach it.
  const prisma = prismaOf(tx);
  await prisma.pushDevice.deleteMany({ where: { accountId, endpointHash, userId: { not: userId } } });
  const session = await prisma.userSession.findFirst({
    where: { id: sessionId, userId },
    select: { id: true },
  });
  if (!session) return false;
  const device = { sessionId, sealed: seal(JSON.stringify(subscription), purpose(accountId)), locale };
  await prisma.pushDevice.upsert({
    where: { accountId_endpointHash: { accountId, endpointHash } },
    create: { accountId, endpointHash, userId, ...device, createdAt: tx.now },
    update: { ...device, error: null },
    select: { id: true },
  });
  const kept = await prisma.pushDevice.findMany({
    where: { accountId, userId },
    orderBy: { id: "desc" },
    take: PUSH_DEVICES_MAX,
    select: { id: true },
  });
  await prisma.pushDevice.deleteMany({
    where: { accountId, userId, id: { notIn: kept.map(({ id }) => id) } },
  });
  return true;
}

/** Deletes one of a member's devices; false when it is not theirs. */
export async function deletePushDevice(tx: Tx, userId: number, deviceId: number): Promise<boolean> {
  const where = { accountId: tx.caller.accountId, userId, id: deviceId };
  return (await prismaOf(tx).pushDevice.deleteMany({ where })).count > 0;
}

/** Queues a test for one of a member's devices; false when it is not theirs. */
export async function queueTestPush(tx: Tx, userId: number, deviceId: number): Promise<boolean> {
  const { accountId } = tx.caller;
  const prisma = prismaOf(tx);
  const device = await prisma.pushDevice.findFirst({
    where: { accountId, userId, id: deviceId },
    select: { id: true },
  });
  if (!device) return false;
  const key = { accountId, deviceId, notificationId: 0 };
  const due = { dueAt: tx.now, queuedAt: tx.now };
  await prisma.push.upsert({
    where: { accountId_deviceId_notificationId: key },
    create: { ...key, ...due },
    update: { ...due, tries: 0 },
    select: { deviceId: true },
  });
  return true;
}

/** A member's devices, the newest first: at most `PUSH_DEVICES_MAX`. Index: push_device_of_member. */
export async function listPushDevices(
  db: Db,
  { accountId, userId, sessionId }: { accountId: number; userId: number; sessionId: string | null },
): Promise<PushDeviceDto[]> {
  const found = await prismaOf(db).pushDevice.findMany({
    where: { accountId, userId },
    orderBy: { id: "desc" },
    take: PUSH_DEVICES_MAX,
    select: {
      id: true,
      sessionId: true,
      createdAt: true,
      sentAt: true,
      error: true,
      session: { select: { agent: true } },
    },
  });
  return found.map(({ id, createdAt, sentAt, error, session, ...device }) => ({
    id: Number(id),
    agent: session.agent,
    isThisSession: device.sessionId === sessionId,
    createdAt: createdAt.toISOString(),
    sentAt: sentAt?.toISOString() ?? null,
    error,
  }));
}

/** Whether a session's device has this address: the browser needs not send its subscription again. */
export async function knowsPushDevice(
  db: Db,
  { accountId, sessionId, endpoint }: { accountId: number; sessionId: string; endpoint: string },
): Promise<boolean> {
  const where = { accountId, sessionId, endpointHash: hash("sha256", endpoint, "buffer") };
  return (await prismaOf(db).pushDevice.findFirst({ where, select: { id: true } })) !== null;
}

/**
 * Stores that a session's user gave an input in a window, or left it: what waited for that is due then. False when it is
 * not theirs.
 */
export async function markAttention(
  tx: Tx,
  userId: number,
  { sessionId, isHere }: { sessionId: string; isHere: boolean },
): Promise<boolean> {
  const { accountId } = tx.caller;
  const prisma = prismaOf(tx);
  const { count } = await prisma.userSession.updateMany({
    where: { id: sessionId, userId },
    data: { attendedAt: isHere ? tx.now : null },
  });
  if (count === 0 || isHere) return count > 0;
  const devices = await prisma.pushDevice.findMany({ where: { accountId, userId }, select: { id: true } });
  await prisma.push.updateMany({
    where: {
      accountId,
      deviceId: { in: devices.map(({ id }) => id) },
      tries: 0,
      dueAt: { gt: tx.now },
    },
    data: { dueAt: tx.now },
  });
  return true;
}
