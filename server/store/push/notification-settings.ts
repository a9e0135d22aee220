import type { Locale } from "@/server/contract/_shared/constants";
import type {
  NotificationSettings,
  NotificationSettingsChange,
} from "@/server/contract/member/notification-settings";
import { readSignedIds, signIds } from "@/server/lib/crypto/seal";
import { defined } from "@/server/lib/defined";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";
import { Prisma } from "@/server/store/generated/client";
import { toSettings } from "./settings-row";

const SELECTED = {
  inAppOff: true,
  pushOff: true,
  mailOff: true,
  mutedInboxIds: true,
  quietHours: true,
  timeZone: true,
  digestMinutes: true,
  locale: true,
} as const;

/** What a member chose, or the defaults. */
export async function readNotificationSettings(
  db: Db,
  { accountId, userId }: { accountId: number; userId: number },
): Promise<NotificationSettings> {
  const where = { accountId, userId };
  return toSettings(await prismaOf(db).notificationSettings.findFirst({ where, select: SELECTED }));
}

/** Stores what a member chose; what the change does not name stays. */
export async function saveNotificationSettings(
  tx: Tx,
  userId: number,
  { off = {}, quietHours, ...rest }: NotificationSettingsChange,
): Promise<void> {
  const { accountId } = tx.caller;
  const key = { accountId, userId };
  const named = defined({
    inAppOff: off.inApp,
    pushOff: off.push,
    mailOff: off.mail,
    mutedInboxIds: rest.mutedInboxIds,
    quietHours: quietHours === null ? Prisma.DbNull : quietHours,
    timeZone: rest.timeZone,
    digestMinutes: rest.digestMinutes,
    locale: rest.locale,
  });
  const chosen = { ...named, updatedAt: tx.now };
  await prismaOf(tx).notificationSettings.upsert({
    where: { accountId_userId: key },
    create: { ...key, ...chosen },
    update: chosen,
    select: { userId: true },
  });
}

const PURPOSE = "turn off mails about missed notifications";

type Subscriber = { accountId: number; userId: number };

/** Whoever has it can turn off a member's mails about missed notifications, and do nothing else. It does not expire. */
export const unsubscribeToken = ({ accountId, userId }: Subscriber): string =>
  signIds([accountId, userId], PURPOSE);

/** What an unsubscribe link is about. `isOn`: the member still gets these mails. */
export type Unsubscribe = Subscriber & { account: string; locale: Locale; isOn: boolean };

/** What a token is about; null if it is not ours, or the member is gone. */
export async function findUnsubscribe(db: Db, token: string): Promise<Unsubscribe | null> {
  const [accountId, userId] = readSignedIds(token, PURPOSE) ?? [];
  if (accountId === undefined || userId === undefined) return null;
  const key = { accountId, userId };
  const prisma = prismaOf(db);
  const member = await prisma.member.findUnique({
    where: { accountId_userId: key },
    select: { userId: true },
  });
  const account =
    member && (await prisma.account.findUnique({ where: { id: accountId }, select: { name: true } }));
  if (!account) return null;
  const { digestMinutes, locale } = await readNotificationSettings(db, key);
  return { ...key, account: account.name, locale, isOn: digestMinutes > 0 };
}

/** Turns off a member's mails about missed notifications; their other choices stay. */
export async function turnOffDigestOf(tx: Tx, userId: number): Promise<void> {
  await prismaOf(tx).notificationSettings.updateMany({
    where: { accountId: tx.caller.accountId, userId, digestMinutes: { gt: 0 } },
    data: { digestMinutes: 0, updatedAt: tx.now },
  });
}
