import type { AlertMails } from "@/server/contract/member/notification-choices";
import { type Db, one } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";

/** A user's address, and the language in which alerts are mailed to them, or "off". */
export async function readMailbox(
  db: Db,
  userId: number,
): Promise<{ email: string; alertMails: AlertMails }> {
  return one(
    await db.query<{ email: string; alertMails: AlertMails }>(
      `select email, alert_mails as "alertMails" from app_user where id = $1`,
      [userId],
    ),
  );
}

export async function saveAlertMails(tx: Tx, userId: number, alertMails: AlertMails): Promise<void> {
  await prismaOf(tx).user.update({
    where: { id: userId },
    data: { alertMails, updatedAt: tx.now },
    select: { id: true },
  });
}
