import type { Locale } from "@/server/contract/_shared/locale";
import { readSignedIds, signIds } from "@/server/lib/crypto/signed-ids";
import type { Db } from "@/server/store/_postgres/db";
import type { Tx } from "@/server/store/events/tx";
import { SETTINGS_JSON, type SettingsRow, toSettings } from "./notification-settings";

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
  const [row] = await db.query<{ account: string; settings: SettingsRow | null }>(
    `select a.name as account, ${SETTINGS_JSON} as settings
       from member m join account a on a.id = m.account_id
       left join notification_settings s on s.account_id = m.account_id and s.user_id = m.user_id
      where m.account_id = $1 and m.user_id = $2`,
    [accountId, userId],
  );
  if (!row) return null;
  const { digestMinutes, locale } = toSettings(row.settings);
  return { accountId, userId, account: row.account, locale, isOn: digestMinutes > 0 };
}

/** Turns off a member's mails about missed notifications; their other choices stay. */
export async function turnOffDigestOf(tx: Tx, userId: number): Promise<void> {
  await tx.query(
    `update notification_settings set digest_minutes = 0, updated_at = $3
      where account_id = $1 and user_id = $2 and digest_minutes > 0`,
    [tx.caller.accountId, userId, tx.now],
  );
}
