import type { NotificationSettings, PushDeviceDto } from "@/server/contract/member/notification-settings";
import { vapidKeys } from "@/server/lib/crypto/vapid";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import type { Database, Db } from "@/server/store/_postgres/db";
import { consumeRateLimit, type Limit } from "@/server/store/credentials/rate-limit";
import {
  findUnsubscribe as find,
  readNotificationSettings,
  type Unsubscribe,
} from "@/server/store/push/notification-settings";
import { knowsPushDevice, listPushDevices as list } from "@/server/store/push/push-devices";

/** How the caller is notified. */
export const getNotificationSettings = (db: Db, caller: SessionCaller): Promise<NotificationSettings> =>
  readNotificationSettings(db, { accountId: caller.accountId, userId: caller.member.id });

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

/** Uses of one member's link. Mail providers use many members' links from one address. */
const BY_MEMBER: Limit = { name: "unsubscribe:member", points: 20, seconds: 60 * 60 };

/** What an unsubscribe link is about; null if it is not ours, or the member is gone. */
export const findUnsubscribe = (database: Database, token: string): Promise<Unsubscribe | null> =>
  find(database, token);

/** Counts a use of a member's unsubscribe link; refuses too many. */
export const limitUnsubscribes = (
  database: Database,
  { accountId, userId }: Pick<Unsubscribe, "accountId" | "userId">,
): Promise<void> => consumeRateLimit(database, BY_MEMBER, `${accountId}:${userId}`);
