import type { MemberDto } from "@/server/contract/member/member";
import type { AlertMails } from "@/server/contract/member/notification-choices";
import type { ReplyAssignment } from "@/server/domain/member/assign-on-reply";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import { toRow } from "@/server/store/_rows/columns";
import { type MemberRow, toMemberDto } from "@/server/store/_rows/member-rows";
import { recordEvent } from "@/server/store/events/record-event";
import type { Tx } from "@/server/store/events/tx";

/**
 * Saves a locked member's availability; nothing changed → no event. It is not a setting: the audit log does not contain
 * it. Compare-and-set by version.
 */
export async function saveAvailability(
  tx: Tx,
  before: MemberRow,
  availability: MemberDto["availability"],
): Promise<MemberRow> {
  if (before.availability === availability) return before;
  const { accountId } = tx.caller;
  await prismaOf(tx).member.update({
    where: { accountId_userId: { accountId, userId: before.id }, version: before.version },
    data: { availability, version: { increment: 1 }, updatedAt: tx.now },
    select: { userId: true },
  });
  const after = { ...before, availability, version: before.version + 1, updatedAt: tx.now };
  recordEvent(tx, {
    type: "member.updated",
    resource: "member",
    dto: toMemberDto(after),
    changes: { availability: { from: before.availability, to: availability } },
  });
  return after;
}

/** A user's address, and the language in which alerts are mailed to them, or "off". */
export async function readMailbox(
  db: Db,
  userId: number,
): Promise<{ email: string; alertMails: AlertMails }> {
  const found = await prismaOf(db).user.findUnique({
    where: { id: userId },
    select: { email: true, alertMails: true },
  });
  if (!found) throw new Error(`user ${userId} is not there`);
  return toRow<{ email: string; alertMails: AlertMails }>(found);
}

export async function saveAlertMails(tx: Tx, userId: number, alertMails: AlertMails): Promise<void> {
  await prismaOf(tx).user.update({
    where: { id: userId },
    data: { alertMails, updatedAt: tx.now },
    select: { id: true },
  });
}

/** A member's own choice whether their replies assign, and what holds without one. */
export async function readReplyAssignment(
  db: Db,
  { accountId, userId }: { accountId: number; userId: number },
): Promise<{ choice: ReplyAssignment; accountDefault: boolean }> {
  const [member, account] = await Promise.all([
    prismaOf(db).member.findUnique({
      where: { accountId_userId: { accountId, userId } },
      select: { assignOnReply: true },
    }),
    prismaOf(db).account.findUnique({ where: { id: accountId }, select: { assignsOnReply: true } }),
  ]);
  if (!member || !account) throw new Error(`member ${userId} is not there`);
  const { assignOnReply } = toRow<{ assignOnReply: ReplyAssignment }>(member);
  return { choice: assignOnReply, accountDefault: account.assignsOnReply };
}

export async function saveReplyAssignment(tx: Tx, userId: number, choice: ReplyAssignment): Promise<void> {
  const { accountId } = tx.caller;
  await prismaOf(tx).member.update({
    where: { accountId_userId: { accountId, userId } },
    data: { assignOnReply: choice },
    select: { userId: true },
  });
}

/** The members who were given an inbox, ascending. Bounded by the members of an account. */
export async function listInboxMemberIds(tx: Tx, inboxId: number): Promise<number[]> {
  const rows = await prismaOf(tx).inboxMember.findMany({
    where: { accountId: tx.caller.accountId, inboxId },
    orderBy: { userId: "asc" },
    select: { userId: true },
  });
  return rows.map(({ userId }) => Number(userId));
}
