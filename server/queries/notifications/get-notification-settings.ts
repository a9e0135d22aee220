import type { NotificationSettings } from "@/server/contract/member/notification-settings";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import type { Db } from "@/server/store/_postgres/db";
import { readNotificationSettings } from "@/server/store/push/notification-settings";

/** How the caller is notified. */
export const getNotificationSettings = (db: Db, caller: SessionCaller): Promise<NotificationSettings> =>
  readNotificationSettings(db, { accountId: caller.accountId, userId: caller.member.id });
