import type { AlertMails } from "@/server/contract/member/notification-choices";
import { type Db, one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

/** The language in which alerts are mailed to a user, or "off". */
export async function readAlertMails(db: Db, userId: number): Promise<AlertMails> {
  const rows = await db.query<{ alertMails: AlertMails }>(
    `select alert_mails as "alertMails" from app_user where id = $1`,
    [userId],
  );
  return one(rows).alertMails;
}

export async function saveAlertMails(tx: Tx, userId: number, alertMails: AlertMails): Promise<void> {
  await prismaOf(tx).user.update({
    where: { id: userId },
    data: { alertMails, updatedAt: tx.now },
    select: { id: true },
  });
}
