import type { PushDeviceDto } from "@/server/contract/member/notification-settings";
import { vapidKeys } from "@/server/lib/crypto/vapid";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import type { Db } from "@/server/store/_postgres/db";
import { knowsPushDevice, listPushDevices as list } from "@/server/store/push/push-devices";

/** The caller's devices, and the key to which a browser binds its subscription. */
export async function listPushDevices(
  db: Db,
  { accountId, member, sessionId }: SessionCaller,
): Promise<{ publicKey: string; devices: PushDeviceDto[] }> {
  const devices = await list(db, { accountId, userId: member.id, sessionId });
  return { publicKey: vapidKeys().publicKey, devices };
}

/** Whether the caller's session has this browser, and the key to which its subscription must be bound. */
export async function checkPushDevice(
  db: Db,
  { accountId, sessionId }: SessionCaller,
  endpoint: string,
): Promise<{ publicKey: string; isKnown: boolean }> {
  const isKnown = sessionId !== null && (await knowsPushDevice(db, { accountId, sessionId, endpoint }));
  return { publicKey: vapidKeys().publicKey, isKnown };
}
